// Generated from openapi.json by "npm run generate".

export interface paths {
    "/.well-known/jwks.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Public keys that verify access tokens (RFC 7517) */
        get: operations["JwksController_keys"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/profile": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The signed-in user */
        get: operations["ProfileController_read"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/register": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Register; a message goes to the chat, or the start link says where to send it */
        post: operations["RegistrationController_register"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/verifications/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Where a verification is */
        get: operations["RegistrationController_status"];
        put?: never;
        post?: never;
        /** Cancel; the message is taken out of Telegram */
        delete: operations["RegistrationController_cancel"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/verifications/{id}/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Live status: server-sent events named `status`, resumable by Last-Event-ID */
        get: operations["RegistrationController_events"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/verify-otp": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Come in by typing the code */
        post: operations["RegistrationController_verifyOtp"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/verify-magic-link": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Come in by the link of the message */
        post: operations["RegistrationController_verifyLink"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/magic-link/details": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** What a link is about; changes nothing */
        post: operations["RegistrationController_linkDetails"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/resend-otp": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A new code and link; the old ones are dead, the old message goes */
        post: operations["RegistrationController_resend"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/app": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What the web app needs to know before it asks anything */
        get: operations["AppController_read"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/health/live": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The process answers */
        get: operations["HealthController_live"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/health/ready": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Requests may come: the store takes writes, and no stop is under way */
        get: operations["HealthController_ready"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/health": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Everything, for people: what works, what does not, since when */
        get: operations["HealthController_all"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/deliveries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Messages, the newest first */
        get: operations["AdminController_listDeliveries"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/deliveries/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Send a test message, which destroys itself, and say what became of it within 20 s */
        post: operations["AdminController_test"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/deliveries/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One message, with what it went through */
        get: operations["AdminController_readDelivery"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/verifications/{id}/timeline": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Everything that happened to a verification, in order, without naming anybody */
        get: operations["AdminController_timeline"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/circuits": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether Telegram takes what each bot sends, as the answering instance sees it */
        get: operations["AdminController_listCircuits"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/circuits/{bot}/reset": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Close a bot's circuit in the answering instance, and end a pause */
        post: operations["AdminController_resetCircuit"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        JwksDto_Output: {
            keys: {
                kty: string;
                crv: string;
                x: string;
                y: string;
                kid: string;
                /** @enum {string} */
                use: "sig";
                /** @enum {string} */
                alg: "ES256";
            }[];
        };
        UserDto_Output: {
            id: string;
            name: string;
            /** Format: email */
            email: string | null;
            /** @description E.164 */
            phone: string | null;
            /** @description The numeric Telegram id: what the account is keyed by. */
            telegram_id: number;
            /** @description Without the @. */
            telegram_username: string | null;
        };
        RegisterDto: {
            /**
             * @description What to call the person: 1 to 100 characters.
             * @example Ann Example
             */
            name: string;
            /**
             * Format: email
             * @example ann@example.org
             */
            email: string;
            /** @example +4915112345678 */
            phone?: string;
            /**
             * @description Numeric id of the private chat with the bot.
             * @example 123456789
             */
            telegram_chat_id?: number;
            /** @example @ann_example */
            telegram_username?: string;
        };
        StartedDto_Output: {
            /** @description The initiator's proof: keep it where you would keep a password. */
            verification_id: string;
            /**
             * @description Where the verification is.
             * @enum {string}
             */
            status: "awaiting_telegram" | "sending" | "sent" | "verified" | "failed" | "expired" | "cancelled" | "locked";
            /** @description A sentence for the person. */
            message: string;
            /** @description Opens the bot; pressing Start there links the chat. Null until Telegram has told us our name. */
            telegram_link: string | null;
            /**
             * Format: date-time
             * @description When the present status ends by itself.
             */
            expires_at: string | null;
            /**
             * Format: date-time
             * @description From when a new code may be asked for.
             */
            resend_at: string;
        };
        VerificationStatusDto_Output: {
            verification_id: string;
            /**
             * @description Where the verification is.
             * @enum {string}
             */
            status: "awaiting_telegram" | "sending" | "sent" | "verified" | "failed" | "expired" | "cancelled" | "locked";
            /** Format: date-time */
            expires_at: string | null;
            /** Format: date-time */
            resend_at: string;
            attempts_left: number;
            /** @description The sign that an approver elsewhere must choose. */
            match: string | null;
            delivery: {
                attempts: number;
                /** Format: date-time */
                sent_at: string | null;
                /** Format: date-time */
                delete_at: string | null;
                /** Format: date-time */
                deleted_at: string | null;
                /** @enum {string|null} */
                error: "bot_blocked" | "bot_not_started" | "chat_not_found" | "user_deactivated" | "telegram_timeout" | "internal" | null;
            };
        };
        VerifyOtpDto: {
            /** @description The initiator's proof, as `register` answered it. */
            verification_id: string;
            /** @example 123456 */
            otp: string;
            /**
             * @description Where the refresh token goes: an HttpOnly cookie (browsers), or the answer (API clients).
             * @enum {string}
             */
            session?: "cookie" | "token";
        };
        SessionDto_Output: {
            user: {
                id: string;
                name: string;
                /** Format: email */
                email: string | null;
                /** @description E.164 */
                phone: string | null;
                /** @description The numeric Telegram id: what the account is keyed by. */
                telegram_id: number;
                /** @description Without the @. */
                telegram_username: string | null;
            };
            access_token: string;
            /** @enum {string} */
            token_type: "Bearer";
            /** @description Seconds. */
            expires_in: number;
        };
        VerifyLinkDto: {
            /** @description What follows the # of a magic link. */
            token: string;
            /**
             * @description Where the refresh token goes: an HttpOnly cookie (browsers), or the answer (API clients).
             * @enum {string}
             */
            session?: "cookie" | "token";
        };
        LinkTokenDto: {
            /** @description What follows the # of a magic link. */
            token: string;
        };
        LinkDetailsDto_Output: {
            name: string;
            /**
             * @description Where the verification is.
             * @enum {string}
             */
            status: "awaiting_telegram" | "sending" | "sent" | "verified" | "failed" | "expired" | "cancelled" | "locked";
            /** Format: date-time */
            expires_at: string | null;
            /** Format: date-time */
            requested_at: string;
            requested_by: {
                browser: string;
                system: string;
            };
        };
        ResendDto: {
            /** @description The initiator's proof, as `register` answered it. */
            verification_id: string;
        };
        AppInfoDto_Output: {
            /** @description A stand-in for Telegram is in use: its phone is at /sandbox. */
            sandbox: boolean;
            /** @description Without the @. Null until Telegram has told it, and where there are several bots: each link names its own. */
            bot_username: string | null;
            otp_length: number;
            otp_ttl_seconds: number;
        };
        DeliveriesDto_Output: {
            /** @description The newest first. */
            deliveries: {
                /** @description Telegram acknowledged the message. */
                success: boolean;
                message_id: number | null;
                /** Format: date-time */
                sent_at: string | null;
                /**
                 * Format: date-time
                 * @description When the message is due to leave the chat.
                 */
                delete_at: string | null;
                chat_id: number;
                id: string;
                /** @description Null for a test. */
                verification_id: string | null;
                bot: number;
                /** @enum {string} */
                status: "queued" | "sending" | "sent" | "deleted" | "failed";
                /** @description Calls that tried to send it. */
                attempts: number;
                removal_attempts: number;
                /** @description The last thing that Telegram or the network said against it. */
                error: string | null;
                /** Format: date-time */
                requested_at: string;
                /**
                 * Format: date-time
                 * @description Telegram's acknowledgement counts until then.
                 */
                deadline_at: string;
                /** Format: date-time */
                deleted_at: string | null;
            }[];
            /** @description Asks for the next page. Null on the last one. */
            next_cursor: string | null;
        };
        TestDeliveryRequest: {
            /**
             * @description Numeric id of the private chat with the bot.
             * @example 123456789
             */
            chat_id: number;
        };
        TestDeliveryDto_Output: {
            /** @description Telegram acknowledged the message. */
            success: boolean;
            message_id: number | null;
            /** Format: date-time */
            sent_at: string | null;
            /**
             * Format: date-time
             * @description When the message is due to leave the chat.
             */
            delete_at: string | null;
            chat_id: number;
            /** @description Of the delivery, which tells more. */
            id: string;
            /**
             * @description Null where it succeeded.
             * @enum {string|null}
             */
            error: "bot_blocked" | "bot_not_started" | "chat_not_found" | "user_deactivated" | "telegram_timeout" | "internal" | null;
        };
        DeliveryDto_Output: {
            /** @description Telegram acknowledged the message. */
            success: boolean;
            message_id: number | null;
            /** Format: date-time */
            sent_at: string | null;
            /**
             * Format: date-time
             * @description When the message is due to leave the chat.
             */
            delete_at: string | null;
            chat_id: number;
            id: string;
            /** @description Null for a test. */
            verification_id: string | null;
            bot: number;
            /** @enum {string} */
            status: "queued" | "sending" | "sent" | "deleted" | "failed";
            /** @description Calls that tried to send it. */
            attempts: number;
            removal_attempts: number;
            /** @description The last thing that Telegram or the network said against it. */
            error: string | null;
            /** Format: date-time */
            requested_at: string;
            /**
             * Format: date-time
             * @description Telegram's acknowledgement counts until then.
             */
            deadline_at: string;
            /** Format: date-time */
            deleted_at: string | null;
            /** @description Oldest first; the last forty are kept. */
            steps: {
                /** Format: date-time */
                at: string;
                /** @enum {string} */
                kind: "sent" | "placed" | "send_again" | "deleted" | "delete_again" | "failed";
                error: string | null;
                /** @description Calls that this step took. */
                attempts: number;
            }[];
        };
        TimelineDto_Output: {
            verification_id: string;
            status: string;
            /** @description In the order in which they happened. */
            events: {
                /** Format: date-time */
                at: string;
                /** @enum {string} */
                event: "requested" | "queued" | "removal_queued" | "send_failed" | "placed" | "sent" | "given_up" | "deletion_failed" | "deleted" | "verified" | "failed" | "expired" | "cancelled" | "locked";
                delivery_id?: string;
                message_id?: number;
                /** @enum {string} */
                door?: "otp" | "link";
                /**
                 * @description Why it failed, in a stable word.
                 * @enum {string}
                 */
                reason?: "bot_blocked" | "bot_not_started" | "chat_not_found" | "user_deactivated" | "telegram_timeout" | "internal";
                /** @description What Telegram or the network said. */
                error?: string;
                /** @description Calls that it took. */
                attempts?: number;
            }[];
        };
        CircuitsDto_Output: {
            circuits: {
                bot: number;
                username: string | null;
                /** @description Whether the bot gets updates. */
                state: string;
                /**
                 * @description Open: nothing goes out, because Telegram does not answer.
                 * @enum {string}
                 */
                circuit: "closed" | "half_open" | "open";
                /** @description How long nothing goes out; 0 while all is well. */
                held_back_seconds: number;
                /** @description The instance that sends for the bot: its circuit is the one that counts. */
                held_by: string | null;
                /** @description The instance that answers, and whose circuit this is. */
                instance: string;
            }[];
        };
        CircuitDto_Output: {
            bot: number;
            username: string[];
            /** @description Whether the bot gets updates. */
            state: string;
            /**
             * @description Open: nothing goes out, because Telegram does not answer.
             * @enum {string}
             */
            circuit: "closed" | "half_open" | "open";
            /** @description How long nothing goes out; 0 while all is well. */
            held_back_seconds: number;
            /** @description The instance that sends for the bot: its circuit is the one that counts. */
            held_by: string | null;
            /** @description The instance that answers, and whose circuit this is. */
            instance: string;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    JwksController_keys: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JwksDto_Output"];
                };
            };
        };
    };
    ProfileController_read: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UserDto_Output"];
                };
            };
        };
    };
    RegistrationController_register: {
        parameters: {
            query?: never;
            header?: {
                /** @description A repeat with the same key and body is the same registration. */
                "idempotency-key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RegisterDto"];
            };
        };
        responses: {
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StartedDto_Output"];
                };
            };
        };
    };
    RegistrationController_status: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The initiator's proof, as `register` answered it. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["VerificationStatusDto_Output"];
                };
            };
        };
    };
    RegistrationController_cancel: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The initiator's proof, as `register` answered it. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    RegistrationController_events: {
        parameters: {
            query?: never;
            header?: {
                /** @description What was seen last: nothing is told twice. */
                "last-event-id"?: string;
            };
            path: {
                /** @description The initiator's proof, as `register` answered it. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    RegistrationController_verifyOtp: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["VerifyOtpDto"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionDto_Output"];
                };
            };
        };
    };
    RegistrationController_verifyLink: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["VerifyLinkDto"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionDto_Output"];
                };
            };
        };
    };
    RegistrationController_linkDetails: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["LinkTokenDto"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LinkDetailsDto_Output"];
                };
            };
        };
    };
    RegistrationController_resend: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ResendDto"];
            };
        };
        responses: {
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StartedDto_Output"];
                };
            };
        };
    };
    AppController_read: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AppInfoDto_Output"];
                };
            };
        };
    };
    HealthController_live: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    HealthController_ready: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    HealthController_all: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    AdminController_listDeliveries: {
        parameters: {
            query?: {
                status?: "queued" | "sending" | "sent" | "deleted" | "failed";
                /** @description Numeric id of a private chat. */
                chat_id?: string;
                /** @description The initiator's proof, as `register` answered it. */
                verification_id?: string;
                /** @description How many at once: 1 to 100. */
                limit?: string;
                /** @description `next_cursor` of the page before. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeliveriesDto_Output"];
                };
            };
        };
    };
    AdminController_test: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TestDeliveryRequest"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TestDeliveryDto_Output"];
                };
            };
        };
    };
    AdminController_readDelivery: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description As the list of deliveries has it. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeliveryDto_Output"];
                };
            };
        };
    };
    AdminController_timeline: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The initiator's proof, as `register` answered it. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TimelineDto_Output"];
                };
            };
        };
    };
    AdminController_listCircuits: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CircuitsDto_Output"];
                };
            };
        };
    };
    AdminController_resetCircuit: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The bot's numeric id: what stands before the colon in its token. */
                bot: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CircuitDto_Output"];
                };
            };
        };
    };
}
