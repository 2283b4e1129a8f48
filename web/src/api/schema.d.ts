// Generated from openapi.json by "npm run generate".

export interface paths {
    "/.well-known/jwks.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get the public keys that verify access tokens and ID tokens (JWKS, RFC 7517)
         * @description For back ends that check access tokens by themselves (ES256), and for apps that check ID tokens (ES256 or RS256): `kid` names the key. May be cached for a few minutes; fetch it again when a `kid` is unknown.
         */
        get: operations["jwks.keys"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List your sessions
         * @description The newest first, each with the browser, system and address it was opened from.
         */
        get: operations["session.list"];
        put?: never;
        post?: never;
        /**
         * End all other sessions
         * @description Needs a sign-in of the last 5 minutes.
         */
        delete: operations["session.endOthers"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/sessions/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * End one of your sessions
         * @description Any but the one that asks needs a sign-in of the last 5 minutes.
         */
        delete: operations["session.end"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/logout": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Log out: end the session of the bearer token, cookie or refresh token
         * @description The access token dies with it. The answer is the same where there was nothing to end.
         */
        post: operations["session.logout"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/devices": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List known devices: browsers and clients that may ask for a message to you
         * @description They do not let anyone in: a sign-in there still needs your Telegram.
         */
        get: operations["device.list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/devices/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Forget a known device
         * @description It can no longer ask for a message to you; pressing Start still works there.
         */
        delete: operations["device.end"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/token/refresh": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Refresh a session (rotates the refresh token)
         * @description A token that comes again yields its same successor, as long as that was not used. For 10 seconds after that a repeat is refused; later it ends the session, for everyone who holds it.
         */
        post: operations["token.refresh"];
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
        /**
         * Register: start a verification and send the message with code and link
         * @description Step 1 for a new person. With `telegram_chat_id` the message is queued at once (`sending`); without it show `telegram_link` as button and QR, and the message follows when Start is pressed (`awaiting_telegram`). Nothing is created yet: the account comes with the first right code. Limits: `LIMIT_REQUESTS_PER_IP_MINUTE` per address, `LIMIT_SENDS_PER_CHAT_HOUR` per chat. With the same `Idempotency-Key` and body a repeat answers the same verification.
         */
        post: operations["registration.register"];
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
        /**
         * Get the status of a verification
         * @description Poll this every second or two where server-sent events cannot be had. The id is the proof of who began it: keep it out of logs and URLs that others see.
         */
        get: operations["registration.status"];
        put?: never;
        post?: never;
        /**
         * Cancel a verification and delete its message
         * @description Code and link are dead at once; a message that is in Telegram is deleted, one that waits is not sent.
         */
        delete: operations["registration.cancel"];
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
        /**
         * Stream the status of a verification (server-sent events)
         * @description An event `heartbeat` comes at once and every 15 s: what is silent for longer is dead, and is opened anew.
         */
        get: operations["registration.events"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/verifications/{id}/session": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Get the session after an approval on another device
         * @description For the device that waits, once its status is `verified` by `approval`: within 5 minutes, once. A repeat with the same `Idempotency-Key` gets the same session again while none of its tokens was used.
         */
        post: operations["registration.collect"];
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
        /**
         * Verify the code and sign in
         * @description Step 3. The right code opens a session and deletes the message; it works once. A wrong one answers 401 `otp_invalid` with `attempts_left`; the last try locks the verification. `session: "token"` puts the refresh token into the answer, otherwise it is an `HttpOnly` cookie. A repeat with the same `Idempotency-Key` (22 characters of base64url or more) gets the same session again for 5 minutes, while none of its tokens was used.
         */
        post: operations["registration.verifyOtp"];
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
        /**
         * Verify the magic link and sign in here, or approve the device that waits
         * @description The token is what follows the `#` of the link. It works once, and competes with the code: the first wins. With `approve: true` and the `match` that the other screen shows, the device that waits is signed in instead of the caller. `Idempotency-Key` as for the code.
         */
        post: operations["registration.verifyLink"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/magic-link/deny": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Deny a sign-in ("This wasn't me")
         * @description Ends the verification, deletes its message, and counts against the address that asked. Needs the token of the link.
         */
        post: operations["registration.deny"];
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
        /**
         * Get what a magic link is about
         * @description For the page that the link opens: who asked, from which browser, and the six signs to choose from. Changes nothing, and uses nothing up.
         */
        post: operations["registration.linkDetails"];
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
        /**
         * Resend: a new code and link in a new message
         * @description From `resend_at` on (`RESEND_COOLDOWN_SECONDS`); earlier it answers 429 with `Retry-After`. The old code and link are dead, the old message is deleted, wrong codes stay counted. Counts against the same limits as a start.
         */
        post: operations["registration.resend"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/login": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the accounts that know this device
         * @description For "Continue as Ann": a listed person gets a message at one press, by `POST /api/login` with the `user_id`. Without the cookie or `X-Device-Token` the list is empty.
         */
        get: operations["login.known"];
        put?: never;
        /**
         * Log in: start a verification for an existing account
         * @description A name is a hint: it never makes the bot write, and known and unknown names are answered alike.
         */
        post: operations["login.login"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/login/{user_id}/picture": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get the profile picture of an account that knows this device
         * @description Without a proof of that account there is none, whether or not there is such an account.
         */
        get: operations["login.picture"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/login/{user_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Forget an account on this device
         * @description Takes the proof of the device away. The answer is the same where it was not known.
         */
        delete: operations["login.forget"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/return-to": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Check where an app wants its people back
         * @description For the page `/continue`, with the same parameters. A `return_to` at an origin that the app has not registered is `invalid_request`.
         */
        get: operations["returnTo.read"];
        put?: never;
        post?: never;
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
        /**
         * Get the settings that the web app needs
         * @description Bot, length of codes, lifetimes and cool-downs. Public; ask once at the start.
         */
        get: operations["app.read"];
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
        /**
         * Get the profile of the signed-in user
         * @description As the session answered it, with the present values. E-mail, name and username are what the person says, not proof.
         */
        get: operations["profile.read"];
        put?: never;
        post?: never;
        /**
         * Delete your account and all data about you
         * @description Needs a sign-in of the last 5 minutes. The account and its sessions are gone at once, messages leave Telegram, and the audit keeps the id of an account that there is no more, beside browser, system and a pseudonym of the address. Registering again makes a new one.
         */
        delete: operations["privacy.erase"];
        options?: never;
        head?: never;
        /**
         * Update your profile
         * @description Another e-mail or phone needs a sign-in of the last 5 minutes, and is told to the owner in Telegram.
         */
        patch: operations["profile.change"];
        trace?: never;
    };
    "/api/profile/asks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Skip what is asked for
         * @description You are asked for it no more; what is required stays among `asks`.
         */
        delete: operations["profile.skip"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/profile/picture": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get your profile picture
         * @description As Telegram showed it to the bot at a sign-in. One that is just being fetched is waited for, for some seconds at the most.
         */
        get: operations["profile.picture"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/profile/email/verification": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send a code to the e-mail of your account
         * @description Six digits, good for ten minutes; the code before it no longer is. Three an hour. Only where the operator has set a mail server (`SMTP_URL`): else 404. 412: the account has no e-mail, or it is proven already.
         */
        post: operations["emailProof.send"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/profile/email/verification/check": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Verify the e-mail of your account by the code that was sent there
         * @description Five tries a code. An e-mail is proven by one account at most: the last that did; another that had proven it keeps it as a label. Another e-mail is not proven yet.
         */
        post: operations["emailProof.check"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/profile/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Export all data about you as one file
         * @description Needs a sign-in of the last 5 minutes, and is told to the owner in Telegram. Three an hour, one at a time.
         */
        get: operations["privacy.export"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/interactions/{uid}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get what an app asks of the person at this browser
         * @description For the page that an authorization request leads to. Only the browser that began is answered: it shows itself by a cookie. Lives 15 minutes.
         */
        get: operations["interaction.show"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/interactions/{uid}/continue": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Allow the current session to sign in to the app
         * @description No message is sent. The browser then goes to `redirect_to`: back to the app, or to its next question.
         */
        post: operations["interaction.goOn"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/interactions/{uid}/consent": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Allow the app what it asks for (consent)
         * @description Asked once an app and person; never for an app of the team. The same app asks again only for more.
         */
        post: operations["interaction.consent"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/interactions/{uid}/abort": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Cancel what an app asks
         * @description The app is told `access_denied`. A person who is signed in here stays signed in.
         */
        post: operations["interaction.abort"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/profile/apps": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the apps that know you
         * @description Those that you signed in to, with what each may know, since when, and when it last asked.
         */
        get: operations["allowedApps.list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/profile/apps/{app_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * End what an app was allowed
         * @description Its tokens end at once, on every browser. What it has stored of you stays with it. An app that is not of who runs this service must ask you again.
         */
        delete: operations["allowedApps.takeBack"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/pictures/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get the profile picture of a person who has signed in to an app
         * @description The app learns its address by the claim `picture` of `/oauth2/userinfo`. It cannot be guessed, and works while the app may know the person.
         */
        get: operations["picture.read"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/verifications": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Ask a person to confirm something (sends a code)
         * @description It opens no session, and its message carries no link. Ask the person for the code, and check it.
         */
        post: operations["verifyApi.ask"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/verifications/{id}/check": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Check the code that the person typed
         * @description Wrong codes count; `OTP_MAX_ATTEMPTS` of them lock the verification. The right one answers `verified` and is good once; the message is deleted then.
         */
        post: operations["verifyApi.check"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/verifications/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get the status of a verification that you asked for
         * @description Only with the API key that asked; any other gets 404.
         */
        get: operations["verifyApi.status"];
        put?: never;
        post?: never;
        /**
         * Cancel a verification that you asked for
         * @description The code is dead at once, and the message is deleted.
         */
        delete: operations["verifyApi.cancel"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/verifications/{id}/resend": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Resend the code of a verification that you asked for
         * @description From `resend_at` on; earlier 429. The old code is dead, the old message is deleted, wrong codes stay counted.
         */
        post: operations["verifyApi.resend"];
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
        /**
         * Check liveness: the process answers
         * @description For a restart policy. It asks nothing else, neither the store nor Telegram.
         */
        get: operations["health.live"];
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
        /**
         * Check readiness: the store takes writes, and no stop is under way
         * @description For load balancers: 503 takes the instance out of rotation. Telegram being down does not.
         */
        get: operations["health.ready"];
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
        /**
         * Get the health of everything: storage, bots, pictures, clock
         * @description For people. `degraded` still serves. What it means and what to do, with the last five minutes: `GET /api/admin/now`.
         */
        get: operations["health.all"];
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
        /**
         * List messages by state, error, bot, chat and time
         * @description The newest first, or the oldest. For counts to choose filters by, see `GET /api/admin/counts`. Pages: pass `next_cursor` on as `cursor` with the same filters.
         */
        get: operations["admin.listDeliveries"];
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
        /**
         * Send a test message to a chat
         * @description A plain message that deletes itself, sent like any other; the answer gives the outcome within 20 s. In the sandbox any chat id works, and the message shows on the phone at `/sandbox`. With a real bot it reaches the person with that id, if they have started the bot. Noted in the audit.
         */
        post: operations["admin.test"];
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
        /**
         * Get one message with every step it went through
         * @description Each call of Telegram that failed, what it answered, and when the message was sent and deleted.
         */
        get: operations["admin.readDelivery"];
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
        /**
         * Get the timeline of a verification
         * @description By its link id, as in lists and the audit. The id that its initiator holds is never shown.
         */
        get: operations["admin.timeline"];
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
        /**
         * List the circuit breakers, one a bot
         * @description As the answering instance sees them; `held_by` names the instance whose circuit counts.
         */
        get: operations["admin.listCircuits"];
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
        /**
         * Reset a circuit breaker
         * @description Closes it in the answering instance and ends a pause, so that what waits is tried at once. If Telegram is still away it opens again. Noted in the audit.
         */
        post: operations["admin.resetCircuit"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/apps": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the apps that people sign in to
         * @description Those of `APPS_FILE` and those that were registered here, in the order of their ids.
         */
        get: operations["apps.list"];
        put?: never;
        /**
         * Register an app that people sign in to
         * @description It works at once, without a restart. The answer is the only one that tells its `secret`: where it was lost, make another. Noted in the audit.
         */
        post: operations["apps.register"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/apps/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get one app
         * @description By its client id. No answer tells a secret a second time.
         */
        get: operations["apps.read"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Update an app
         * @description What is not named stays; null takes away. Whether an app is public stays for good. Takes effect at once. Noted in the audit.
         */
        patch: operations["apps.change"];
        trace?: never;
    };
    "/api/admin/apps/{id}/secrets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Create another secret for an app
         * @description Both are good until you revoke the old one: give the app the new one meanwhile. This answer alone tells it. Noted in the audit.
         */
        post: operations["apps.addSecret"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/apps/{id}/secrets/{secret_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Delete a secret of an app: revoke it
         * @description It is refused at once. Without any, the app gets no more tokens until it has a new one. Noted in the audit.
         */
        delete: operations["apps.revokeSecret"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/apps/{id}/api-keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Create an API key for the back ends of an app
         * @description What they have confirmed is in the name of the app, by its bot. Several are good at once, so that one is exchanged for another. This answer alone tells it. Noted in the audit.
         */
        post: operations["apps.addApiKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/apps/{id}/api-keys/{key_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Delete an API key of an app: revoke it
         * @description It is refused at once. What was asked for by it can be checked by the other keys of the app. Noted in the audit.
         */
        delete: operations["apps.revokeApiKey"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/apps/{id}/webhook-secrets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Create a secret for webhooks to an app
         * @description Webhooks to its `webhook_url` are signed by each that is good, so that one is exchanged for another; without any, they wait. This answer alone tells it. Noted in the audit.
         */
        post: operations["apps.addWebhookSecret"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/apps/{id}/webhook-secrets/{secret_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Delete a secret for webhooks to an app: revoke it
         * @description Nothing is signed by it any more, on any instance within five seconds. Noted in the audit.
         */
        delete: operations["apps.revokeWebhookSecret"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/apps/{id}/disable": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Disable an app: refuse sign-ins to it, end what it holds
         * @description At once and on every instance: its codes, tokens and consents are gone for good, the sessions of people here go on. Repeating it changes nothing. Noted in the audit.
         */
        post: operations["apps.disable"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/apps/{id}/enable": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Enable a disabled app
         * @description People can sign in to it again, and are asked for their consent anew. Noted in the audit.
         */
        post: operations["apps.enable"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/users": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Search accounts by id, Telegram id, name, e-mail or @username
         * @description The newest first. People who never got in have no account: see `GET /api/admin/verifications`.
         */
        get: operations["users.list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/users/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get one account
         * @description By its id, as lists and the audit have it.
         */
        get: operations["users.read"];
        put?: never;
        post?: never;
        /**
         * Delete an account and all data about the person
         * @description Cannot be taken back. Sessions end at once; messages still in Telegram are deleted first. Noted in the audit.
         */
        delete: operations["users.erase"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/users/{id}/disable": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Disable an account: end its sessions and refuse sign-ins
         * @description Takes effect at once, access tokens included. The account stays; `enable` takes it back. Repeating it changes nothing. Noted in the audit.
         */
        post: operations["users.disable"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/users/{id}/enable": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Enable a disabled account
         * @description Also one that has not been used for half a year: it may have changed hands with its phone number, and its present Telegram owner can then sign in without its e-mail. Make sure first that it is theirs.
         */
        post: operations["users.enable"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/users/{id}/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the sessions of a user
         * @description Where the person is signed in: browser, system, address, since when and until when.
         */
        get: operations["users.listSessions"];
        put?: never;
        post?: never;
        /**
         * End all sessions of a user (force logout)
         * @description At once, access tokens included. The person can sign in again. Noted in the audit.
         */
        delete: operations["users.endSessions"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/limits": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the rate limits in force and who has reached them
         * @description Subjects are pseudonyms, the same as `origin` in the audit, so that they can be compared without naming a person.
         */
        get: operations["limits.list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/stats": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get statistics of a period: outcomes, ways in, failures, durations
         * @description Of the last 24 hours unless `from` and `to` say otherwise. Counts what began in the period, as it is now; where `counted_since` is later than `from`, ask again and it goes on.
         */
        get: operations["stats.read"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/stats/series": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get statistics step by step, for a chart
         * @description At most 500 steps. Align `from` to whole steps, so that what happened stays in its step at each look.
         */
        get: operations["stats.readSeries"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the audit log
         * @description Who did what, the newest first; by action, actor, subject and time. Pages: pass `next_cursor` on as `cursor`.
         */
        get: operations["audit.list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/audit/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Export the audit log as JSON lines
         * @description Can be verified by itself: `node dist/audit.verify.js <file>`. The export is in the audit, too.
         */
        get: operations["audit.export"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/audit/verify": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Verify the chain of the audit log
         * @description Checks 10000 entries a call, from the oldest on; ask again with `after` for what follows.
         */
        get: operations["audit.verify"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/webhooks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List webhooks by state and type
         * @description What other services are told, the newest first, with what their endpoint answered last.
         */
        get: operations["webhooks.list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/webhooks/replay": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Replay the webhooks of a period
         * @description What was given up, say while the endpoint was away; or, by `state`, what was taken.
         */
        post: operations["webhooks.replayAll"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/webhooks/{id}/replay": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Replay one webhook
         * @description Due at once, as if it had never been tried. Receivers must be ready for a `webhook-id` that they have seen. Noted in the audit.
         */
        post: operations["webhooks.replay"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/now": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Check what is wrong right now (incidents of the last five minutes)
         * @description The worst first, each with what it means for people and what to do. It answers while the store is away, too. Requests, faults and wrong codes are those of the instance that answers; everything else is of all instances.
         */
        get: operations["now.read"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/verifications": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Search sign-ins by e-mail, name, @username, chat id, IP address or reference
         * @description Finds registrations that failed, too, of which there is no account. What was typed is kept for `RETENTION_DAYS`, and goes at once when the person deletes their account. A verification’s timeline tells what happened to it.
         */
        get: operations["verifications.list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/requests/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Look up the reference (request id) that the app shows with an error
         * @description Returns when the request came, what it began, and how it failed. An unknown id returns an empty list.
         */
        get: operations["verifications.readRequest"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/counts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Count messages and sign-ins by state, error and bot
         * @description What the lists of messages and sign-ins can be narrowed to. Of what began in the period, as it is now.
         */
        get: operations["verifications.count"];
        put?: never;
        post?: never;
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
        Jwks: {
            keys: {
                /** @example EC */
                kty: string;
                /** @example P-256 */
                crv?: string;
                /** @example f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU */
                x?: string;
                /** @example x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0 */
                y?: string;
                /** @example sXchDaQebHnPiGvyDOAT4saGEUetSyo9MKLOoWFsueri23bOdgWp4Dy1WlUzewbgBHod5pcM9H95GQRV3JDXboIRROSBigeC5yjU1hGzHHyXss8UDpre */
                n?: string;
                /** @example AQAB */
                e?: string;
                /** @example c2kXyXW8Qm2vFhV0bTn6Jg */
                kid: string;
                /** @constant */
                use: "sig";
                /** @enum {string} */
                alg: "ES256" | "RS256";
            }[];
        };
        SessionList: {
            /** @description Newest first; of more than 200, the newest. */
            sessions: {
                /** @example 0mh5k7xc0gdWgtXl48wGWV2t8KhWhAQ */
                id: string;
                /** @description The one that asks. */
                current: boolean;
                /**
                 * @description The way in that was used: `otp`, `link` or `approval`.
                 * @example otp
                 */
                door: string;
                /**
                 * @description Empty if it is unknown.
                 * @example Firefox
                 */
                browser: string;
                /**
                 * @description Empty if it is unknown.
                 * @example Linux
                 */
                system: string;
                /**
                 * @description From where it was last used: IPv4, or the /64 of an IPv6 address.
                 * @example 203.0.113.7
                 */
                address: string;
                /** Format: date-time */
                created_at: string;
                /**
                 * Format: date-time
                 * @description When it was opened or refreshed last.
                 */
                used_at: string;
                /**
                 * Format: date-time
                 * @description When it is over, unless it is used before.
                 */
                expires_at: string;
            }[];
        };
        Ended: {
            /**
             * @description How many sessions were ended.
             * @example 2
             */
            ended: number;
        };
        /** @default {} */
        RefreshToken: {
            /**
             * @description As the last session answer had it. Browsers leave it out: theirs comes as a cookie.
             * @example 0mh5k7xc0gdWgtXl48wGWV2t8KhWhA.4fP2bX0sVw8q.Jk1mQ
             */
            refresh_token?: string;
        };
        DeviceList: {
            /** @description Used last first. */
            devices: {
                /** @example 0mh5k7xc0gdWgtXl48wGWV2t8KhWhAQ */
                id: string;
                /** @description The one that the asking session was opened on. */
                current: boolean;
                /**
                 * @description Empty if it is unknown.
                 * @example Firefox
                 */
                browser: string;
                /**
                 * @description Empty if it is unknown.
                 * @example Linux
                 */
                system: string;
                /** Format: date-time */
                created_at: string;
                /**
                 * Format: date-time
                 * @description When the last sign-in there was; half a year later the device is unknown again.
                 */
                used_at: string;
            }[];
        };
        Session: {
            user: {
                /** @example 0mh5k7xc0gdWgtXl48wGWV2t8KhWhAQ */
                id: string;
                /** @example Ann Example */
                name: string;
                /** @example ann@example.org */
                email: string | null;
                /** @description Whether it was proven to be theirs, by a code that was sent there. Else it is a label. */
                email_verified: boolean;
                /** @example +4915112345678 */
                phone: string | null;
                /**
                 * @description The numeric Telegram id: what the account is keyed by.
                 * @example 123456789
                 */
                telegram_id: number;
                /** @example ann_example */
                telegram_username: string | null;
            };
            /** @example eyJhbGciOiJFUzI1NiIsInR5cCI6ImF0K2p3dCIsImtpZCI6IjEifQ.eyJzdWIiOiIwbWg1In0.MEUCIQ */
            access_token: string;
            /** @constant */
            token_type: "Bearer";
            /**
             * @description Seconds.
             * @example 600
             */
            expires_in: number;
            /**
             * @description For `POST /api/token/refresh`, once. Only for API clients: browsers have it in a cookie.
             * @example 0mh5k7xc0gdWgtXl48wGWV2t8KhWhA.4fP2bX0sVw8q.Jk1mQ
             */
            refresh_token?: string;
            /**
             * @description By which this client asks for its person next time, as `device_token` of `POST /api/login`. Only for API clients, and only where none was shown.
             * @example Qm2vFhV0bTn6JgY2kXyXWw
             */
            device_token?: string;
        };
        Register: {
            /**
             * @description What to call the person.
             * @example Ann Example
             */
            name: string;
            /** @example ann@example.org */
            email: string;
            /** @example +4915112345678 */
            phone?: string;
            /**
             * @description Numeric id of the private chat with the bot, as a number or as its digits.
             * @example 123456789
             */
            telegram_chat_id?: number | string;
            /** @example @ann_example */
            telegram_username?: string;
            /**
             * @description Where an app has sent the person here: its interaction. The message then names that app, and its bot writes; an interaction that is over is ignored.
             * @example Qm2vFhV0bTn6JgY2kXyXW
             */
            interaction?: string;
            /**
             * @description Where a page of an app has sent the person here, to get them back by `return_to`: its id. The message then names that app, and its bot writes; an id that is not there changes nothing.
             * @example corner-shop
             */
            app?: string;
        };
        Started: {
            /**
             * @description The initiator's proof: keep it where you would keep a password. What a page of ours began takes its browser's cookie, too.
             * @example 0mh5k7xc0gdWgtXl48wGWV2t8KhWhAQ
             */
            verification_id: string;
            /**
             * @description Where the verification is.
             * @enum {string}
             */
            status: "awaiting_telegram" | "sending" | "sent" | "verified" | "failed" | "expired" | "cancelled" | "locked";
            /**
             * @description A sentence for the person.
             * @example Registration initiated. Check your Telegram for OTP code and QR code!
             */
            message: string;
            /** @example https://t.me/telega2go_bot?start=AZq0vWn3Qm2vFhV0bTn6Jg */
            telegram_link: string | null;
            expires_at: string | null;
            /**
             * Format: date-time
             * @description From when a new code may be asked for.
             */
            resend_at: string;
        };
        VerificationStatus: {
            /** @example 0mh5k7xc0gdWgtXl48wGWV2t8KhWhAQ */
            verification_id: string;
            /**
             * @description What it lets the person in to.
             * @example {
             *       "id": "shop",
             *       "name": "Corner Shop",
             *       "domain": "shop.example",
             *       "logo": null,
             *       "color": "#1f6feb",
             *       "languages": [
             *         "de",
             *         "en"
             *       ],
             *       "ways_in": [
             *         "code",
             *         "link",
             *         "approval"
             *       ]
             *     }
             */
            app: {
                /** @example 0mh5k7xc0gdWgtXl48wGWV2t8KhWhAQ */
                id: string;
                /** @example Ann Example */
                name: string;
                /** @example shop.example */
                domain: string | null;
                /** @example https://shop.example/logo.png */
                logo: string | null;
                /** @example #1f6feb */
                color: string | null;
                /** @description The languages that it speaks; the first is the fallback. */
                languages: ("en" | "de" | "ru")[];
                /** @description The ways in that are open to it. */
                ways_in: ("code" | "link" | "approval")[];
            };
            /**
             * @description Where the verification is.
             * @enum {string}
             */
            status: "awaiting_telegram" | "sending" | "sent" | "verified" | "failed" | "expired" | "cancelled" | "locked";
            expires_at: string | null;
            /** Format: date-time */
            resend_at: string;
            /** @example 5 */
            attempts_left: number;
            match: ("anchor" | "balloon" | "bell" | "bicycle" | "boat" | "book" | "cactus" | "camera" | "cat" | "cloud" | "crown" | "cup" | "fish" | "flower" | "glasses" | "heart" | "house" | "key" | "leaf" | "lightning" | "moon" | "star" | "tree" | "umbrella") | null;
            reason: ("wrong_codes" | "wrong_symbol" | "cancelled_here" | "refused_in_telegram" | "refused_by_link" | "code_expired" | "start_not_pressed") | null;
            delivery: {
                /** @example 1 */
                attempts: number;
                sent_at: string | null;
                delete_at: string | null;
                deleted_at: string | null;
                error: ("bot_blocked" | "bot_not_started" | "chat_not_found" | "user_deactivated" | "telegram_timeout" | "internal" | "chat_unreachable") | null;
            };
        };
        /** @default {} */
        Collect: {
            /**
             * @description Where the refresh token goes: an HttpOnly cookie (browsers), or the answer (API clients).
             * @enum {string}
             */
            session?: "cookie" | "token";
        };
        VerifyOtp: {
            /**
             * @description The initiator's proof, as `register` answered it.
             * @example 0mh5k7xc0gdWgtXl48wGWV2t8KhWhAQ
             */
            verification_id: string;
            /** @example 123456 */
            otp: string;
            /**
             * @description Where the refresh token goes: an HttpOnly cookie (browsers), or the answer (API clients).
             * @enum {string}
             */
            session?: "cookie" | "token";
        };
        Approved: {
            /**
             * @description Only the device that waited is let in.
             * @constant
             */
            approved: true;
        };
        VerifyLink: {
            /**
             * @description What follows the # of a magic link.
             * @example AZq0vWn3Qm2vFhV0bTn6JgABc2kXyXW8Qm2vFhV0bTn6Jg
             */
            token: string;
            /**
             * @description Where the refresh token goes: an HttpOnly cookie (browsers), or the answer (API clients).
             * @enum {string}
             */
            session?: "cookie" | "token";
            /** @description Lets in the device that waits, instead of the caller. */
            approve?: boolean;
            /**
             * @description The name of the symbol that the waiting device shows.
             * @example anchor
             */
            match?: string;
            /** @description For a new account: it gets the name, e-mail and phone that were typed with the request, which another person may have made. With false it gets the name that Telegram tells, and nothing else; if omitted, true if the chat id was typed, too. Letting in the device that waits always takes over what was typed there. */
            as_typed?: boolean;
        } | unknown | {
            /** @constant */
            approve?: false;
        };
        LinkToken: {
            /**
             * @description What follows the # of a magic link.
             * @example AZq0vWn3Qm2vFhV0bTn6JgABc2kXyXW8Qm2vFhV0bTn6Jg
             */
            token: string;
        };
        OpenedLink: {
            /**
             * @description What follows the # of a magic link.
             * @example AZq0vWn3Qm2vFhV0bTn6JgABc2kXyXW8Qm2vFhV0bTn6Jg
             */
            token: string;
            /**
             * @description What the opening browser waits for, if anything: the answer tells whether the link is of that.
             * @example 0mh5k7xc0gdWgtXl48wGWV2t8KhWhAQ
             */
            verification_id?: string;
        };
        LinkDetails: {
            /**
             * @description The app that the link signs in to.
             * @example {
             *       "id": "shop",
             *       "name": "Corner Shop",
             *       "domain": "shop.example",
             *       "logo": null,
             *       "color": "#1f6feb",
             *       "languages": [
             *         "de",
             *         "en"
             *       ],
             *       "ways_in": [
             *         "code",
             *         "link",
             *         "approval"
             *       ]
             *     }
             */
            app: {
                /** @example 0mh5k7xc0gdWgtXl48wGWV2t8KhWhAQ */
                id: string;
                /** @example Ann Example */
                name: string;
                /** @example shop.example */
                domain: string | null;
                /** @example https://shop.example/logo.png */
                logo: string | null;
                /** @example #1f6feb */
                color: string | null;
                /** @description The languages that it speaks; the first is the fallback. */
                languages: ("en" | "de" | "ru")[];
                /** @description The ways in that are open to it. */
                ways_in: ("code" | "link" | "approval")[];
            };
            /**
             * @description Whose account it is or, for who is new, the name that was typed.
             * @example Ann Example
             */
            name: string;
            typed: {
                /** @example Ann Example */
                name: string;
                /** @example ann@example.org */
                email: string | null;
                /** @example +4915112345678 */
                phone: string | null;
            } | null;
            /**
             * @description Where the verification is.
             * @enum {string}
             */
            status: "awaiting_telegram" | "sending" | "sent" | "verified" | "failed" | "expired" | "cancelled" | "locked";
            expires_at: string | null;
            /** Format: date-time */
            requested_at: string;
            requested_by: {
                /** @example Firefox */
                browser: string;
                /** @example Linux */
                system: string;
                /** @description The sign-in was requested from the address, or the IPv6 /64, that this call comes from. */
                same_network: boolean;
            };
            /** @description The `verification_id` that was sent is that of this link. */
            same_browser: boolean;
            /** @description By /login in the chat with the bot: there is no device that waits and could be let in instead. */
            asked_in_telegram: boolean;
            /**
             * @description Names of symbols, of which the device that waits shows one.
             * @example [
             *       "anchor",
             *       "balloon",
             *       "bell",
             *       "bicycle",
             *       "boat",
             *       "book"
             *     ]
             */
            signs: ("anchor" | "balloon" | "bell" | "bicycle" | "boat" | "book" | "cactus" | "camera" | "cat" | "cloud" | "crown" | "cup" | "fish" | "flower" | "glasses" | "heart" | "house" | "key" | "leaf" | "lightning" | "moon" | "star" | "tree" | "umbrella")[];
        };
        Resend: {
            /**
             * @description The initiator's proof, as `register` answered it.
             * @example 0mh5k7xc0gdWgtXl48wGWV2t8KhWhAQ
             */
            verification_id: string;
        };
        /**
         * @description An e-mail, a username or an account as a hint, or nothing: pressing Start says who it is. A device proof of that very account (the cookie of a browser, the `device_token` of an API client, which names its account by itself) makes the bot write at once.
         * @default {}
         * @example {
         *       "email": "ann@example.org"
         *     }
         */
        Login: {
            /** @example ann@example.org */
            email?: string;
            /** @example @ann_example */
            telegram_username?: string;
            /**
             * @description The account's id.
             * @example 0mh5k7xc0gdWgtXl48wGWV2t8KhWhAQ
             */
            user_id?: string;
            /**
             * @description As the session answer of an API client had it.
             * @example Qm2vFhV0bTn6JgY2kXyXWw
             */
            device_token?: string;
            /**
             * @description Where an app has sent the person here: its interaction. The message then names that app, and its bot writes; an interaction that is over is ignored.
             * @example Qm2vFhV0bTn6JgY2kXyXW
             */
            interaction?: string;
            /**
             * @description Where a page of an app has sent the person here, to get them back by `return_to`: its id. The message then names that app, and its bot writes; an id that is not there changes nothing.
             * @example corner-shop
             */
            app?: string;
        };
        KnownAccounts: {
            /** @description Those of which this browser, or the `X-Device-Token` shown, holds a proof; used last first. */
            accounts: {
                /** @example 0mh5k7xc0gdWgtXl48wGWV2t8KhWhAQ */
                user_id: string;
                /** @example Ann Example */
                name: string;
                /** @example ann_example */
                telegram_username: string | null;
            }[];
        };
        Return: {
            /**
             * @description What sends the person here.
             * @example {
             *       "id": "shop",
             *       "name": "Corner Shop",
             *       "domain": "shop.example",
             *       "logo": null,
             *       "color": "#1f6feb",
             *       "languages": [
             *         "de",
             *         "en"
             *       ],
             *       "ways_in": [
             *         "code",
             *         "link",
             *         "approval"
             *       ]
             *     }
             */
            app: {
                /** @example 0mh5k7xc0gdWgtXl48wGWV2t8KhWhAQ */
                id: string;
                /** @example Ann Example */
                name: string;
                /** @example shop.example */
                domain: string | null;
                /** @example https://shop.example/logo.png */
                logo: string | null;
                /** @example #1f6feb */
                color: string | null;
                /** @description The languages that it speaks; the first is the fallback. */
                languages: ("en" | "de" | "ru")[];
                /** @description The ways in that are open to it. */
                ways_in: ("code" | "link" | "approval")[];
            };
            /**
             * Format: uri
             * @description Where the browser goes once the person is signed in, or does not want to be.
             */
            return_to: string;
        };
        AppInfo: {
            /**
             * @description What people sign in to where no app has sent them here.
             * @example {
             *       "id": "shop",
             *       "name": "Corner Shop",
             *       "domain": "shop.example",
             *       "logo": null,
             *       "color": "#1f6feb",
             *       "languages": [
             *         "de",
             *         "en"
             *       ],
             *       "ways_in": [
             *         "code",
             *         "link",
             *         "approval"
             *       ]
             *     }
             */
            app: {
                /** @example 0mh5k7xc0gdWgtXl48wGWV2t8KhWhAQ */
                id: string;
                /** @example Ann Example */
                name: string;
                /** @example shop.example */
                domain: string | null;
                /** @example https://shop.example/logo.png */
                logo: string | null;
                /** @example #1f6feb */
                color: string | null;
                /** @description The languages that it speaks; the first is the fallback. */
                languages: ("en" | "de" | "ru")[];
                /** @description The ways in that are open to it. */
                ways_in: ("code" | "link" | "approval")[];
            };
            /** @description A stand-in for Telegram is in use: its phone is at /sandbox. */
            sandbox: boolean;
            /** @example telega2go_bot */
            bot_username: string | null;
            /** @example 6 */
            otp_length: number;
            /** @example 60 */
            otp_ttl_seconds: number;
            /** @description This browser showed the cookie of a session: a refresh may go on with it. */
            has_session: boolean;
        };
        Profile: {
            /** @example 0mh5k7xc0gdWgtXl48wGWV2t8KhWhAQ */
            id: string;
            /** @example Ann Example */
            name: string;
            /** @example ann@example.org */
            email: string | null;
            /** @description Whether it was proven to be theirs, by a code that was sent there. Else it is a label. */
            email_verified: boolean;
            /** @example +4915112345678 */
            phone: string | null;
            /**
             * @description The numeric Telegram id: what the account is keyed by.
             * @example 123456789
             */
            telegram_id: number;
            /** @example ann_example */
            telegram_username: string | null;
            /** @example /api/profile/picture */
            picture: string | null;
            /** @description Of the messages in Telegram. Null: the language that Telegram tells. */
            language: ("en" | "de" | "ru") | null;
            /** @description A code can be sent to the e-mail, by which it is proven to be yours; it is not yet. */
            email_provable: boolean;
            /** @description The phone was shared in Telegram as a contact of their own. */
            phone_verified: boolean;
            /** @description What the operator would like to know, and is not given yet. */
            asks: {
                /** @enum {string} */
                field: "email" | "phone";
                /** @description It cannot be skipped. */
                required: boolean;
            }[];
            /** @description What you were asked for, and did not want to give. */
            skipped_asks: ("email" | "phone")[];
            /** Format: date-time */
            created_at: string;
        };
        ChangeProfile: {
            /**
             * @description What to call the person.
             * @example Ann Example
             */
            name?: string;
            /** @example ann@example.org */
            email?: string;
            /**
             * @description E.164. Null takes it away; another one is not verified yet.
             * @example +4915112345678
             */
            phone?: string | null;
            /** @description Of the messages in Telegram. Null: the language that Telegram tells. */
            language?: ("en" | "de" | "ru") | null;
        };
        EmailCodeSent: {
            /**
             * Format: email
             * @description Where the code went.
             * @example ann@example.org
             */
            email: string;
            /**
             * Format: date-time
             * @description Until when it is good.
             */
            expires_at: string;
        };
        EmailCode: {
            /**
             * @description As the e-mail has it.
             * @example 123456
             */
            code: string;
        };
        Export: {
            /** Format: date-time */
            exported_at: string;
            profile: {
                /** @example 0mh5k7xc0gdWgtXl48wGWV2t8KhWhAQ */
                id: string;
                /** @example Ann Example */
                name: string;
                /** @example ann@example.org */
                email: string | null;
                /** @description Whether it was proven to be theirs, by a code that was sent there. Else it is a label. */
                email_verified: boolean;
                /** @example +4915112345678 */
                phone: string | null;
                /**
                 * @description The numeric Telegram id: what the account is keyed by.
                 * @example 123456789
                 */
                telegram_id: number;
                /** @example ann_example */
                telegram_username: string | null;
                /** @example /api/profile/picture */
                picture: string | null;
                /** @description Of the messages in Telegram. Null: the language that Telegram tells. */
                language: ("en" | "de" | "ru") | null;
                /** @description A code can be sent to the e-mail, by which it is proven to be yours; it is not yet. */
                email_provable: boolean;
                /** @description The phone was shared in Telegram as a contact of their own. */
                phone_verified: boolean;
                /** @description What the operator would like to know, and is not given yet. */
                asks: {
                    /** @enum {string} */
                    field: "email" | "phone";
                    /** @description It cannot be skipped. */
                    required: boolean;
                }[];
                /** @description What you were asked for, and did not want to give. */
                skipped_asks: ("email" | "phone")[];
                /** Format: date-time */
                created_at: string;
            };
            picture: {
                /** Format: date-time */
                fetched_at: string;
                /**
                 * @description In base64.
                 * @example /9j/2wBDAAgICAgICAgICAgI
                 */
                jpeg: string;
            } | null;
            /** @description With our bots. */
            chats: {
                /** @example 987654321 */
                bot_id: number;
                /** @example 123456789 */
                chat_id: number;
                /** @example Ann Example */
                name: string | null;
                /** @example telega2go_bot */
                username: string | null;
                /** @example en */
                language: string;
                /** @example de */
                chosen_language: string | null;
                blocked_at: string | null;
                paused_at: string | null;
            }[];
            /** @description Where you are or were signed in, newest first. */
            sessions: {
                /** @example 0mh5k7xc0gdWgtXl48wGWV2t8KhWhAQ */
                id: string;
                /** @example otp */
                door: string;
                /** @example Firefox */
                browser: string;
                /** @example Linux */
                system: string;
                /** @example 203.0.113.7 */
                address: string;
                /** Format: date-time */
                created_at: string;
                /** Format: date-time */
                used_at: string;
                /** Format: date-time */
                expires_at: string;
                ended_at: string | null;
                /** @description What was changed there of your profile, by field. */
                changed: {
                    [key: string]: {
                        /** @example Ann Example */
                        from: string | null;
                        /** @example Ann Other */
                        to: string | null;
                    };
                };
            }[];
            /** @description Known devices: they may ask for a message to you. Used last first. */
            devices: {
                /** @example Firefox */
                browser: string;
                /** @example Linux */
                system: string;
                /** Format: date-time */
                created_at: string;
                /** Format: date-time */
                used_at: string;
            }[];
            /** @description The apps that know you, used last first. */
            apps: {
                /** @example 0mh5k7xc0gdWgtXl48wGWV2t8KhWhAQ */
                id: string;
                /** @example Ann Example */
                name: string;
                /** @example shop.example */
                domain: string | null;
                /** @description It belongs to the team that runs this service, and needs no consent. */
                first_party: boolean;
                /**
                 * @description What it may know.
                 * @example [
                 *       "openid",
                 *       "profile"
                 *     ]
                 */
                scopes: string[];
                /**
                 * Format: date-time
                 * @description Since when it may.
                 */
                allowed_at: string;
                /**
                 * Format: date-time
                 * @description When it was last given a token.
                 */
                used_at: string;
            }[];
            /** @description Messages to you, newest first. */
            deliveries: {
                /** @example 0mh5k7xc0gdWgtXl48wGWV2t8KhWhAQ */
                id: string;
                /** @example 0mh5k7xc0gdWgtXl48wGWV2t8KhWhAQ */
                verification: string | null;
                /** @example 987654321 */
                bot_id: number;
                /** @example en */
                language: string;
                /** @example deleted */
                state: string;
                /** Format: date-time */
                requested_at: string;
                sent_at: string | null;
                deleted_at: string | null;
                /** @example 403: Forbidden: bot was blocked by the user */
                error: string | null;
                /** @description What the message went through, oldest first. */
                steps: {
                    /** Format: date-time */
                    at: string;
                    /** @example user */
                    kind: string;
                    /** @example 1 */
                    attempts: number;
                    /** @example 403: Forbidden: bot was blocked by the user */
                    error: string | null;
                }[];
            }[];
            /** @description Sign-ins that the messages were for, and those that could not be sent to you. */
            verifications: {
                /** @example 0mh5k7xc0gdWgtXl48wGWV2t8KhWhAQ */
                id: string;
                /** @example login */
                purpose: string;
                /** @example verified */
                status: string;
                /** @example otp */
                door: string | null;
                /** @example bot_blocked */
                failure: string | null;
                /** @example bot_blocked */
                reason: string | null;
                /** @example 1 */
                attempts: number;
                said: {
                    /** @example Ann Example */
                    name: string | null;
                    /** @example ann@example.org */
                    email: string | null;
                    /** @example +4915112345678 */
                    phone: string | null;
                    /** @example ann_example */
                    telegram_username: string | null;
                } | null;
                /** @example Firefox */
                browser: string;
                /** @example Linux */
                system: string;
                /** Format: date-time */
                created_at: string;
                sent_at: string | null;
                ended_at: string | null;
            }[];
            /** @description What you did, and what was done to your account, newest first. */
            audit: {
                /** Format: date-time */
                at: string;
                /** @example admin.user_disabled */
                action: string;
                /**
                 * @description `user` is you.
                 * @example user
                 */
                by: string;
                /** @example Firefox */
                browser: string | null;
                /** @example Linux */
                system: string | null;
                details: {
                    [key: string]: string | number | boolean | null;
                };
            }[];
        };
        Interaction: {
            /** @example Qm2vFhV0bTn6JgY2kXyXW */
            uid: string;
            /**
             * @description What is wanted: that a person signs in, or that they allow the app something.
             * @enum {string}
             */
            prompt: "login" | "consent";
            /**
             * @example {
             *       "id": "shop",
             *       "name": "Corner Shop",
             *       "domain": "shop.example",
             *       "logo": null,
             *       "color": "#1f6feb",
             *       "languages": [
             *         "de",
             *         "en"
             *       ],
             *       "ways_in": [
             *         "code",
             *         "link",
             *         "approval"
             *       ]
             *     }
             */
            app: {
                /** @example 0mh5k7xc0gdWgtXl48wGWV2t8KhWhAQ */
                id: string;
                /** @example Ann Example */
                name: string;
                /** @example shop.example */
                domain: string | null;
                /** @example https://shop.example/logo.png */
                logo: string | null;
                /** @example #1f6feb */
                color: string | null;
                /** @description The languages that it speaks; the first is the fallback. */
                languages: ("en" | "de" | "ru")[];
                /** @description The ways in that are open to it. */
                ways_in: ("code" | "link" | "approval")[];
            };
            /**
             * @description What the app asks for; `offline_access` where it gets a refresh token.
             * @example [
             *       "openid",
             *       "profile"
             *     ]
             */
            scopes: string[];
            /** @example ann@example.org */
            login_hint: string | null;
            /**
             * @description Languages that the app wishes for, the best first.
             * @example [
             *       "de",
             *       "en"
             *     ]
             */
            ui_locales: string[];
            /** @description Who is signed in already must do so again: the app asked for it, or it is too long ago. */
            must_sign_in: boolean;
            /** @example 0mh5k7xc0gdWgtXl48wGWV2t8KhWhAQ */
            user_id: string | null;
            /** Format: date-time */
            expires_at: string;
        };
        Redirect: {
            /**
             * Format: uri
             * @description Where the browser goes on.
             */
            redirect_to: string;
        };
        AllowedAppList: {
            /** @description Used last first. */
            apps: {
                /** @example 0mh5k7xc0gdWgtXl48wGWV2t8KhWhAQ */
                id: string;
                /** @example Ann Example */
                name: string;
                /** @example shop.example */
                domain: string | null;
                /** @description It belongs to the team that runs this service, and needs no consent. */
                first_party: boolean;
                /**
                 * @description What it may know.
                 * @example [
                 *       "openid",
                 *       "profile"
                 *     ]
                 */
                scopes: string[];
                /**
                 * Format: date-time
                 * @description Since when it may.
                 */
                allowed_at: string;
                /**
                 * Format: date-time
                 * @description When it was last given a token.
                 */
                used_at: string;
            }[];
        };
        /**
         * @example {
         *       "telegram_chat_id": 123456789,
         *       "reason": "Pay 20 € to the Corner Shop",
         *       "language": "en"
         *     }
         */
        Ask: {
            /**
             * @description Numeric id of the private chat with the bot, as a number or as its digits.
             * @example 123456789
             */
            telegram_chat_id?: number | string;
            /**
             * @description The account of the person: their private chat is its Telegram id.
             * @example mp2k7v0xqLr8nW5sYbT3dHfJ9cZaEuG
             */
            user_id?: string;
            /**
             * @description What is to be confirmed, as the message shows it.
             * @example Pay 25 EUR to Example Books
             */
            reason?: string;
            /**
             * @description Of the message. Without it the one that the person chose or Telegram told.
             * @enum {string}
             */
            language?: "en" | "de" | "ru";
        } & (unknown | unknown);
        Asked: {
            /**
             * @description Names it in the calls that follow; the person never sees it.
             * @example mp2k7v0xqLr8nW5sYbT3dHfJ9cZaEuG
             */
            verification_id: string;
            /**
             * @description Where it is. `verified` once the right code was checked.
             * @enum {string}
             */
            status: "sending" | "sent" | "verified" | "failed" | "expired" | "cancelled" | "locked";
            expires_at: string | null;
            /**
             * Format: date-time
             * @description From when a new code may be asked for.
             */
            resend_at: string;
        };
        Check: {
            /** @example 123456 */
            otp: string;
        };
        Checked: {
            /**
             * @description Names it in the calls that follow; the person never sees it.
             * @example mp2k7v0xqLr8nW5sYbT3dHfJ9cZaEuG
             */
            verification_id: string;
            /** @constant */
            status: "verified";
            /** @example 0mh5k7xc0gdWgtXl48wGWV2t8KhWhAQ */
            user_id: string | null;
            /**
             * @description Whose code it was.
             * @example 123456789
             */
            telegram_id: number;
        };
        AskedStatus: {
            /**
             * @description Names it in the calls that follow; the person never sees it.
             * @example mp2k7v0xqLr8nW5sYbT3dHfJ9cZaEuG
             */
            verification_id: string;
            /**
             * @description Where it is. `verified` once the right code was checked.
             * @enum {string}
             */
            status: "sending" | "sent" | "verified" | "failed" | "expired" | "cancelled" | "locked";
            expires_at: string | null;
            /**
             * Format: date-time
             * @description From when a new code may be asked for.
             */
            resend_at: string;
            /**
             * @description How many codes may still be checked.
             * @example 5
             */
            attempts_left: number;
            error: ("bot_blocked" | "bot_not_started" | "chat_not_found" | "user_deactivated" | "telegram_timeout" | "internal") | null;
            /** @example 0mh5k7xc0gdWgtXl48wGWV2t8KhWhAQ */
            user_id: string | null;
            /**
             * @description Whose code it was, once it is `verified`.
             * @example 123456789
             */
            telegram_id: number | null;
        };
        Live: {
            /** @constant */
            status: "ok";
        };
        Ready: {
            /** @enum {string} */
            status: "ok" | "unavailable";
        };
        Health: {
            /**
             * @description `degraded`: people are served, but something an operator should look at does not work.
             * @enum {string}
             */
            status: "ok" | "degraded" | "unavailable";
            /** @enum {string} */
            storage: "up" | "down";
            /**
             * @description `text_only`: the last QR picture could not be drawn, and its message went without.
             * @enum {string}
             */
            pictures: "ok" | "text_only";
            /**
             * @description `doubted`: our time is far ahead of Telegram's, or of all that was written; while it is, nothing is erased.
             * @enum {string}
             */
            clock: "ok" | "doubted";
            /** @example 0 */
            overstaying: number | null;
            /** @example 0 */
            stranded: number | null;
            /**
             * @description Names this run of this process.
             * @example host-1/4711
             */
            instance: string;
            bots: {
                /** @example telega2go_bot */
                username: string | null;
                /**
                 * @description Whether it gets updates; `standby`: another instance does.
                 * @example up
                 */
                state: string;
                /** Format: date-time */
                since: string;
                /** @example 403: Forbidden: bot was blocked by the user */
                error: string | null;
                /** @example host-1/4711 */
                held_by: string | null;
                /**
                 * @description Open: Telegram does not take what this instance sends.
                 * @enum {string}
                 */
                circuit: "closed" | "half_open" | "open";
                /**
                 * @description How long nothing goes out; 0 while all is well.
                 * @example 0
                 */
                held_back_seconds: number;
            }[];
        };
        Deliveries: {
            /** @description The newest first. */
            deliveries: {
                /** @description Telegram acknowledged the message. */
                success: boolean;
                /** @example 4711 */
                message_id: number | null;
                sent_at: string | null;
                delete_at: string | null;
                /** @example 123456789 */
                chat_id: number;
                /** @example 0mh5k7xc0gdWgtXl48wGWV2t8KhWhAQ */
                id: string;
                /**
                 * @description `message`: what we send. `removal`: something else in the chat that is only taken away. `test`: an operator’s.
                 * @example message
                 * @enum {string}
                 */
                kind: "message" | "removal" | "test";
                /**
                 * @description Its link id. Null for a test, and where it is forgotten.
                 * @example 0mh5k7xc0gdWgtXl48wGWV2t8KhWhAQ
                 */
                verification_id: string | null;
                /** @example 987654321 */
                bot: number;
                /** @enum {string} */
                status: "queued" | "sending" | "sent" | "deleted" | "failed";
                /**
                 * @description Calls that tried to send it.
                 * @example 1
                 */
                attempts: number;
                /** @example 1 */
                removal_attempts: number;
                /** @example 403: Forbidden: bot was blocked by the user */
                error: string | null;
                /** Format: date-time */
                requested_at: string;
                /**
                 * Format: date-time
                 * @description Telegram's acknowledgement counts until then.
                 */
                deadline_at: string;
                deleted_at: string | null;
            }[];
            /** @example 0mh5k7xc0gdWgtXl48wGWV2t8KhWhAQ */
            next_cursor: string | null;
        };
        TestDeliveryRequest: {
            /**
             * @description Numeric id of the private chat with the bot.
             * @example 4503599627370495
             */
            chat_id: number;
        };
        TestDelivery: {
            /** @description Telegram acknowledged the message. */
            success: boolean;
            /** @example 4711 */
            message_id: number | null;
            sent_at: string | null;
            delete_at: string | null;
            /** @example 123456789 */
            chat_id: number;
            /**
             * @description Of the delivery, which tells more.
             * @example 0mh5k7xc0gdWgtXl48wGWV2t8KhWhAQ
             */
            id: string;
            /**
             * @description Whether the message got into the chat. `unknown`: Telegram was asked, and did not say; where it says so later, the message is deleted.
             * @enum {string}
             */
            outcome: "sent" | "not_sent" | "unknown";
            error: ("bot_blocked" | "bot_not_started" | "chat_not_found" | "user_deactivated" | "telegram_timeout" | "internal") | null;
        };
        Delivery: {
            /** @description Telegram acknowledged the message. */
            success: boolean;
            /** @example 4711 */
            message_id: number | null;
            sent_at: string | null;
            delete_at: string | null;
            /** @example 123456789 */
            chat_id: number;
            /** @example 0mh5k7xc0gdWgtXl48wGWV2t8KhWhAQ */
            id: string;
            /**
             * @description `message`: what we send. `removal`: something else in the chat that is only taken away. `test`: an operator’s.
             * @example message
             * @enum {string}
             */
            kind: "message" | "removal" | "test";
            /**
             * @description Its link id. Null for a test, and where it is forgotten.
             * @example 0mh5k7xc0gdWgtXl48wGWV2t8KhWhAQ
             */
            verification_id: string | null;
            /** @example 987654321 */
            bot: number;
            /** @enum {string} */
            status: "queued" | "sending" | "sent" | "deleted" | "failed";
            /**
             * @description Calls that tried to send it.
             * @example 1
             */
            attempts: number;
            /** @example 1 */
            removal_attempts: number;
            /** @example 403: Forbidden: bot was blocked by the user */
            error: string | null;
            /** Format: date-time */
            requested_at: string;
            /**
             * Format: date-time
             * @description Telegram's acknowledgement counts until then.
             */
            deadline_at: string;
            deleted_at: string | null;
            /** @description Oldest first; the last forty are kept. */
            steps: {
                /** Format: date-time */
                at: string;
                /** @enum {string} */
                kind: "sent" | "placed" | "send_again" | "deleted" | "delete_again" | "failed";
                /** @example 403: Forbidden: bot was blocked by the user */
                error: string | null;
                /**
                 * @description Calls that this step took.
                 * @example 1
                 */
                attempts: number;
            }[];
        };
        Timeline: {
            /**
             * @description Its link id, as the audit names it.
             * @example AZq0vWn3Qm2vFhV0bTn6Jg
             */
            verification_id: string;
            /**
             * @description The same.
             * @example AZq0vWn3Qm2vFhV0bTn6Jg
             */
            link_id: string;
            /**
             * @description What the person signs in to; `default` where no app has sent them here.
             * @example {
             *       "id": "shop",
             *       "name": "Corner Shop"
             *     }
             */
            app: {
                /** @example 0mh5k7xc0gdWgtXl48wGWV2t8KhWhAQ */
                id: string;
                /**
                 * @description Its id where it is there no more, or disabled.
                 * @example Ann Example
                 */
                name: string;
            };
            /** @example verified */
            status: string;
            /** @description In the order in which they happened. */
            events: {
                /** Format: date-time */
                at: string;
                /** @enum {string} */
                event: "requested" | "queued" | "removal_queued" | "send_failed" | "placed" | "sent" | "given_up" | "deletion_failed" | "deleted" | "verified" | "failed" | "expired" | "cancelled" | "locked";
                /** @example 0mh5k7xc1Qm2vFhV0bTn6JgY2kXyXWw */
                delivery_id?: string;
                /** @example 4711 */
                message_id?: number;
                /** @enum {string} */
                door?: "otp" | "link" | "approval";
                /**
                 * @description Why it failed, in a stable word.
                 * @enum {string}
                 */
                reason?: "bot_blocked" | "bot_not_started" | "chat_not_found" | "user_deactivated" | "telegram_timeout" | "internal";
                /**
                 * @description What Telegram or the network said.
                 * @example 403: Forbidden: bot was blocked by the user
                 */
                error?: string;
                /**
                 * @description Calls of the Bot API that it took, retries included: `TELEGRAM_MAX_RETRIES` bounds those of one try.
                 * @example 1
                 */
                attempts?: number;
            }[];
        };
        Circuits: {
            circuits: {
                /** @example 987654321 */
                bot: number;
                /** @example telega2go_bot */
                username: string | null;
                /**
                 * @description Whether the bot gets updates.
                 * @example polling
                 */
                state: string;
                /**
                 * @description Open: nothing goes out, because Telegram does not answer.
                 * @enum {string}
                 */
                circuit: "closed" | "half_open" | "open";
                /**
                 * @description How long nothing goes out; 0 while all is well.
                 * @example 0
                 */
                held_back_seconds: number;
                /** @example host-1/4711 */
                held_by: string | null;
                /**
                 * @description The instance that answers, and whose circuit this is.
                 * @example host-1/4711
                 */
                instance: string;
            }[];
        };
        Circuit: {
            /** @example 987654321 */
            bot: number;
            /** @example telega2go_bot */
            username: string | null;
            /**
             * @description Whether the bot gets updates.
             * @example polling
             */
            state: string;
            /**
             * @description Open: nothing goes out, because Telegram does not answer.
             * @enum {string}
             */
            circuit: "closed" | "half_open" | "open";
            /**
             * @description How long nothing goes out; 0 while all is well.
             * @example 0
             */
            held_back_seconds: number;
            /** @example host-1/4711 */
            held_by: string | null;
            /**
             * @description The instance that answers, and whose circuit this is.
             * @example host-1/4711
             */
            instance: string;
        };
        AdministeredApps: {
            /** @description In the order of their ids. */
            apps: {
                /**
                 * @description The client id.
                 * @example shop
                 */
                id: string;
                /** @example Corner Shop */
                name: string;
                /** @example shop.example */
                domain: string | null;
                /** @example https://shop.example/logo.png */
                logo: string | null;
                /** @example #1f6feb */
                color: string | null;
                redirect_uris: string[];
                post_logout_redirect_uris: string[];
                /** @example https://shop.example/signed-out */
                backchannel_logout_uri: string | null;
                /** @description It keeps no secret, and must use PKCE. */
                public: boolean;
                /** @description People are not asked whether it may know them. */
                first_party: boolean;
                /** @enum {string} */
                id_token_signed_response_alg: "RS256" | "ES256";
                /**
                 * @description `pairwise`: its `sub` values are not shared with any other app.
                 * @enum {string}
                 */
                subject_type: "public" | "pairwise";
                scopes: ("openid" | "profile" | "email" | "phone" | "telegram" | "offline_access")[];
                bot: (string | number) | null;
                return_to: string[];
                languages: ("en" | "de" | "ru")[] | null;
                ways_in: ("code" | "link" | "approval")[] | null;
                session_hours: number | null;
                audience: string | null;
                webhook_url: string | null;
                /**
                 * @description `file`: it stands in `APPS_FILE`, and is changed there alone.
                 * @enum {string}
                 */
                source: "file" | "registry";
                /**
                 * @description `disabled`: it accepts no sign-in, and none of its tokens is valid.
                 * @enum {string}
                 */
                state: "active" | "disabled";
                /** @description None of an app of `APPS_FILE`: they are where its file says. */
                secrets: {
                    /** @example 0mh5k7xc0gdWgtXl48wGWV2t8KhWhAQ */
                    id: string;
                    /** Format: date-time */
                    created_at: string;
                    expires_at: string | null;
                }[];
                /** @description By which its back ends have people confirm something. None of an app of `APPS_FILE`. */
                api_keys: {
                    /** @example 0mh5k7xc0gdWgtXl48wGWV2t8KhWhAQ */
                    id: string;
                    /** Format: date-time */
                    created_at: string;
                    expires_at: string | null;
                }[];
                /** @description By each of which webhooks to it are signed. None of an app of `APPS_FILE`. */
                webhook_secrets: {
                    /** @example 0mh5k7xc0gdWgtXl48wGWV2t8KhWhAQ */
                    id: string;
                    /** Format: date-time */
                    created_at: string;
                    expires_at: string | null;
                }[];
                created_at: string | null;
                disabled_at: string | null;
                last_used_at: string | null;
            }[];
            /** @example 0mh5k7xc0gdWgtXl48wGWV2t8KhWhAQ */
            next_cursor: string | null;
        };
        AppRequest: {
            /**
             * @description The client id.
             * @example shop
             */
            id: string;
            /**
             * @description What people read.
             * @example Corner Shop
             */
            name: string;
            /**
             * @description What people read beside the name.
             * @example shop.example
             */
            domain?: string;
            /**
             * Format: uri
             * @description A picture, which browsers fetch from there.
             * @example https://shop.example/logo.png
             */
            logo?: string;
            /**
             * @description As `#rrggbb`.
             * @example #1f6feb
             */
            color?: string;
            /** @description Where people come back to: exactly these; https, a loopback address, or a scheme of an app of its own (`com.example:/`). */
            redirect_uris: string[];
            /**
             * @description Where people may be led after they have signed out.
             * @default []
             */
            post_logout_redirect_uris: string[];
            /**
             * Format: uri
             * @description Where the app is told that a sign-in has ended (OpenID Connect Back-Channel Logout 1.0).
             * @example https://shop.example/signed-out
             */
            backchannel_logout_uri?: string;
            /**
             * @description The team's own: people are not asked whether it may know them.
             * @default false
             */
            first_party: boolean;
            /**
             * @description What signs its ID tokens; `RS256` needs `JWT_RSA_PRIVATE_KEY` in production.
             * @default RS256
             * @enum {string}
             */
            id_token_signed_response_alg: "RS256" | "ES256";
            /**
             * @description What it may ask for.
             * @default [
             *       "openid",
             *       "profile",
             *       "email",
             *       "phone",
             *       "telegram",
             *       "offline_access"
             *     ]
             */
            scopes: ("openid" | "profile" | "email" | "phone" | "telegram" | "offline_access")[];
            /**
             * @description The bot that writes for it, by its name or its id.
             * @example @shop_bot
             */
            bot?: string | number;
            /**
             * @description Origins that the plain web app may lead people back to.
             * @default []
             */
            return_to: string[];
            /**
             * @description Those that its people are spoken to in; the first to whom none of them is theirs.
             * @example [
             *       "de",
             *       "en"
             *     ]
             */
            languages?: ("en" | "de" | "ru")[];
            /**
             * @description Which are open to it: the `code`, the `link`, or letting in the device that waits (`approval`).
             * @example [
             *       "code",
             *       "approval"
             *     ]
             */
            ways_in?: ("code" | "link" | "approval")[];
            /**
             * @description How long a sign-in is good for it: then its tokens end, and people sign in anew.
             * @example 12
             */
            session_hours?: number;
            /**
             * @description What its own API is called: access tokens that it asks for with this as `resource` are JWTs of this `aud`.
             * @example https://api.shop.example
             */
            audience?: string;
            /**
             * @description Where its back end is told what becomes of its verifications, instead of at `WEBHOOK_URL`.
             * @example https://shop.example/webhooks
             */
            webhook_url?: string;
            /**
             * @description On a phone or in a browser: it keeps no secret, and must use PKCE.
             * @default false
             */
            public: boolean;
            /**
             * @description `pairwise`: its `sub` values are not shared with any other app. Its `redirect_uris` must then have one host.
             * @enum {string}
             */
            subject_type?: "public" | "pairwise";
        };
        CreatedApp: {
            /**
             * @description The client id.
             * @example shop
             */
            id: string;
            /** @example Corner Shop */
            name: string;
            /** @example shop.example */
            domain: string | null;
            /** @example https://shop.example/logo.png */
            logo: string | null;
            /** @example #1f6feb */
            color: string | null;
            redirect_uris: string[];
            post_logout_redirect_uris: string[];
            /** @example https://shop.example/signed-out */
            backchannel_logout_uri: string | null;
            /** @description It keeps no secret, and must use PKCE. */
            public: boolean;
            /** @description People are not asked whether it may know them. */
            first_party: boolean;
            /** @enum {string} */
            id_token_signed_response_alg: "RS256" | "ES256";
            /**
             * @description `pairwise`: its `sub` values are not shared with any other app.
             * @enum {string}
             */
            subject_type: "public" | "pairwise";
            scopes: ("openid" | "profile" | "email" | "phone" | "telegram" | "offline_access")[];
            bot: (string | number) | null;
            return_to: string[];
            languages: ("en" | "de" | "ru")[] | null;
            ways_in: ("code" | "link" | "approval")[] | null;
            session_hours: number | null;
            audience: string | null;
            webhook_url: string | null;
            /**
             * @description `file`: it stands in `APPS_FILE`, and is changed there alone.
             * @enum {string}
             */
            source: "file" | "registry";
            /**
             * @description `disabled`: it accepts no sign-in, and none of its tokens is valid.
             * @enum {string}
             */
            state: "active" | "disabled";
            /** @description None of an app of `APPS_FILE`: they are where its file says. */
            secrets: {
                /** @example 0mh5k7xc0gdWgtXl48wGWV2t8KhWhAQ */
                id: string;
                /** Format: date-time */
                created_at: string;
                expires_at: string | null;
            }[];
            /** @description By which its back ends have people confirm something. None of an app of `APPS_FILE`. */
            api_keys: {
                /** @example 0mh5k7xc0gdWgtXl48wGWV2t8KhWhAQ */
                id: string;
                /** Format: date-time */
                created_at: string;
                expires_at: string | null;
            }[];
            /** @description By each of which webhooks to it are signed. None of an app of `APPS_FILE`. */
            webhook_secrets: {
                /** @example 0mh5k7xc0gdWgtXl48wGWV2t8KhWhAQ */
                id: string;
                /** Format: date-time */
                created_at: string;
                expires_at: string | null;
            }[];
            created_at: string | null;
            disabled_at: string | null;
            last_used_at: string | null;
            secret: string | null;
        };
        AdministeredApp: {
            /**
             * @description The client id.
             * @example shop
             */
            id: string;
            /** @example Corner Shop */
            name: string;
            /** @example shop.example */
            domain: string | null;
            /** @example https://shop.example/logo.png */
            logo: string | null;
            /** @example #1f6feb */
            color: string | null;
            redirect_uris: string[];
            post_logout_redirect_uris: string[];
            /** @example https://shop.example/signed-out */
            backchannel_logout_uri: string | null;
            /** @description It keeps no secret, and must use PKCE. */
            public: boolean;
            /** @description People are not asked whether it may know them. */
            first_party: boolean;
            /** @enum {string} */
            id_token_signed_response_alg: "RS256" | "ES256";
            /**
             * @description `pairwise`: its `sub` values are not shared with any other app.
             * @enum {string}
             */
            subject_type: "public" | "pairwise";
            scopes: ("openid" | "profile" | "email" | "phone" | "telegram" | "offline_access")[];
            bot: (string | number) | null;
            return_to: string[];
            languages: ("en" | "de" | "ru")[] | null;
            ways_in: ("code" | "link" | "approval")[] | null;
            session_hours: number | null;
            audience: string | null;
            webhook_url: string | null;
            /**
             * @description `file`: it stands in `APPS_FILE`, and is changed there alone.
             * @enum {string}
             */
            source: "file" | "registry";
            /**
             * @description `disabled`: it accepts no sign-in, and none of its tokens is valid.
             * @enum {string}
             */
            state: "active" | "disabled";
            /** @description None of an app of `APPS_FILE`: they are where its file says. */
            secrets: {
                /** @example 0mh5k7xc0gdWgtXl48wGWV2t8KhWhAQ */
                id: string;
                /** Format: date-time */
                created_at: string;
                expires_at: string | null;
            }[];
            /** @description By which its back ends have people confirm something. None of an app of `APPS_FILE`. */
            api_keys: {
                /** @example 0mh5k7xc0gdWgtXl48wGWV2t8KhWhAQ */
                id: string;
                /** Format: date-time */
                created_at: string;
                expires_at: string | null;
            }[];
            /** @description By each of which webhooks to it are signed. None of an app of `APPS_FILE`. */
            webhook_secrets: {
                /** @example 0mh5k7xc0gdWgtXl48wGWV2t8KhWhAQ */
                id: string;
                /** Format: date-time */
                created_at: string;
                expires_at: string | null;
            }[];
            created_at: string | null;
            disabled_at: string | null;
            last_used_at: string | null;
        };
        AppChangeRequest: {
            /**
             * @description What people read.
             * @example Corner Shop
             */
            name?: string;
            /** @example shop.example */
            domain?: string | null;
            logo?: string | null;
            /** @example #1f6feb */
            color?: string | null;
            /** @description Where people come back to: exactly these; https, a loopback address, or a scheme of an app of its own (`com.example:/`). */
            redirect_uris?: string[];
            /** @description Where people may be led after they have signed out. */
            post_logout_redirect_uris?: string[];
            backchannel_logout_uri?: string | null;
            /** @description The team's own: people are not asked whether it may know them. */
            first_party?: boolean;
            /**
             * @description What signs its ID tokens; `RS256` needs `JWT_RSA_PRIVATE_KEY` in production.
             * @enum {string}
             */
            id_token_signed_response_alg?: "RS256" | "ES256";
            /** @description What it may ask for. */
            scopes?: ("openid" | "profile" | "email" | "phone" | "telegram" | "offline_access")[];
            bot?: (string | number) | null;
            /** @description Origins that the plain web app may lead people back to. */
            return_to?: string[];
            languages?: ("en" | "de" | "ru")[] | null;
            ways_in?: ("code" | "link" | "approval")[] | null;
            session_hours?: number | null;
            audience?: string | null;
            webhook_url?: string | null;
        };
        AppSecretRequest: {
            /**
             * Format: date-time
             * @description It is refused from then on; without it, once it is revoked.
             * @example 2099-05-17T12:00:00Z
             */
            expires_at?: string;
        };
        NewSecret: {
            /** @example 0mh5k7xc0gdWgtXl48wGWV2t8KhWhAQ */
            id: string;
            /** Format: date-time */
            created_at: string;
            expires_at: string | null;
            /**
             * @description 256 random bits: this answer alone tells it.
             * @example 3q2-7wH0dE5sJk1mQm2vFhV0bTn6JgY2kXyXW8Qm2vFh
             */
            secret: string;
        };
        NewApiKey: {
            /** @example 0mh5k7xc0gdWgtXl48wGWV2t8KhWhAQ */
            id: string;
            /** Format: date-time */
            created_at: string;
            expires_at: string | null;
            /**
             * @description For `Authorization: Bearer` or `X-Api-Key`: this answer alone tells it.
             * @example shop.3q2-7wH0dE5sJk1mQm2vFhV0bTn6JgY2kXyXW8Qm2vFh
             */
            api_key: string;
        };
        NewWebhookSecret: {
            /** @example 0mh5k7xc0gdWgtXl48wGWV2t8KhWhAQ */
            id: string;
            /** Format: date-time */
            created_at: string;
            expires_at: string | null;
            /**
             * @description As libraries of Standard Webhooks take it: this answer alone tells it.
             * @example whsec_3q2+7wH0dE5sJk1mQm2vFhV0bTn6JgY2kXyXW8Qm2vE=
             */
            webhook_secret: string;
        };
        Users: {
            /** @description The newest first. */
            users: {
                /** @example 0mh5k7xc0gdWgtXl48wGWV2t8KhWhAQ */
                id: string;
                /** @example Ann Example */
                name: string;
                /** @example ann@example.org */
                email: string | null;
                /** @description Whether it was proven to be theirs, by a code that was sent there. Else it is a label. */
                email_verified: boolean;
                /** @example +4915112345678 */
                phone: string | null;
                /**
                 * @description The numeric Telegram id: what the account is keyed by.
                 * @example 123456789
                 */
                telegram_id: number;
                /** @example ann_example */
                telegram_username: string | null;
                /**
                 * @description `suspended`: Telegram says that there is no such person any more.
                 * @enum {string}
                 */
                status: "active" | "disabled" | "suspended";
                phone_verified_at: string | null;
                /** Format: date-time */
                created_at: string;
                /**
                 * Format: date-time
                 * @description When they came in last.
                 */
                signed_in_at: string;
                disabled_at: string | null;
                suspended_at: string | null;
            }[];
            /** @example 0mh5k7xc0gdWgtXl48wGWV2t8KhWhAQ */
            next_cursor: string | null;
        };
        AdministeredUser: {
            /** @example 0mh5k7xc0gdWgtXl48wGWV2t8KhWhAQ */
            id: string;
            /** @example Ann Example */
            name: string;
            /** @example ann@example.org */
            email: string | null;
            /** @description Whether it was proven to be theirs, by a code that was sent there. Else it is a label. */
            email_verified: boolean;
            /** @example +4915112345678 */
            phone: string | null;
            /**
             * @description The numeric Telegram id: what the account is keyed by.
             * @example 123456789
             */
            telegram_id: number;
            /** @example ann_example */
            telegram_username: string | null;
            /**
             * @description `suspended`: Telegram says that there is no such person any more.
             * @enum {string}
             */
            status: "active" | "disabled" | "suspended";
            phone_verified_at: string | null;
            /** Format: date-time */
            created_at: string;
            /**
             * Format: date-time
             * @description When they came in last.
             */
            signed_in_at: string;
            disabled_at: string | null;
            suspended_at: string | null;
        };
        UserSessions: {
            /** @description The newest first; of more than 200, the newest. */
            sessions: {
                /** @example 0mh5k7xc0gdWgtXl48wGWV2t8KhWhAQ */
                id: string;
                /** @example otp */
                door: string;
                /** @example Firefox */
                browser: string;
                /** @example Linux */
                system: string;
                /** @example 203.0.113.7 */
                address: string;
                /** Format: date-time */
                created_at: string;
                /** Format: date-time */
                used_at: string;
                /** Format: date-time */
                expires_at: string;
            }[];
        };
        EndedSessions: {
            /** @example 2 */
            ended: number;
        };
        Limits: {
            limits: {
                /** @enum {string} */
                name: "ip" | "key" | "chat" | "unknown" | "service" | "start" | "device" | "guess" | "wrong_ip" | "wrong" | "step_up" | "admin_key" | "change" | "export" | "list" | "mail" | "mail_address" | "mail_code" | "denial" | "reply" | "small_talk";
                /**
                 * @description What is counted, and for which subject.
                 * @example messages to one chat
                 */
                counts: string;
                /** @example 5 */
                most: number;
                /**
                 * @description A window begins with the first use.
                 * @example 3600
                 */
                window_seconds: number;
                /**
                 * @description How many have reached it in a window that runs.
                 * @example 0
                 */
                reached_now: number;
                /** @description Those that wait longest, twenty at most. */
                reached: {
                    /**
                     * @description A pseudonym, the same for the same subject; of an address the one that the audit tells.
                     * @example c0ffee4711a2
                     */
                    subject: string;
                    /** @example 12 */
                    used: number;
                    /** Format: date-time */
                    ends_at: string;
                }[];
            }[];
        };
        Stats: {
            /** Format: date-time */
            from: string;
            /** Format: date-time */
            to: string;
            /**
             * Format: date-time
             * @description What began from here on is counted. Later than `from` where there is more than one answer has time for: asked again for the same time, it goes on.
             */
            counted_since: string;
            verifications: {
                /** @example 1200 */
                total: number;
                /** @description `register`, `login`, `service`. */
                by_purpose: {
                    [key: string]: number;
                };
                /** @description A final status, or `pending`. */
                by_outcome: {
                    [key: string]: number;
                };
            };
            messages: {
                /**
                 * @description Messages that Telegram acknowledged.
                 * @example 1140
                 */
                delivered: number;
                /**
                 * @description Messages that were given up.
                 * @example 3
                 */
                failed: number;
                /**
                 * @description Messages that were, or are, in Telegram for more than two seconds past their time.
                 * @example 0
                 */
                overstayed: number;
            };
            /** @example 0.98 */
            reached_rate: number | null;
            /** @example 0.93 */
            success_rate: number | null;
            /** @description Ways in: `otp`, `link`, `approval`. */
            doors: {
                [key: string]: number;
            };
            /** @description By reason. */
            failures: {
                [key: string]: number;
            };
            /**
             * @description Failed because Telegram did not answer in time.
             * @example 0
             */
            timeouts: number;
            /** @description From the request for a message to Telegram's acknowledgement. */
            delivery_seconds: {
                /** @example 1200 */
                count: number;
                /** @example 0.4 */
                p50: number | null;
                /** @example 1.2 */
                p95: number | null;
                /** @example 2.5 */
                p99: number | null;
            };
            /** @description From the first request to being in. */
            sign_in_seconds: {
                /** @example 1200 */
                count: number;
                /** @example 0.4 */
                p50: number | null;
                /** @example 1.2 */
                p95: number | null;
                /** @example 2.5 */
                p99: number | null;
            };
            /** @description What the instance that answers has measured since its start; estimates from histograms. */
            this_instance: {
                /**
                 * Format: date-time
                 * @description Its start.
                 */
                since: string;
                /** @description Drawing one QR picture. */
                qr_seconds: {
                    /** @example 1200 */
                    count: number;
                    /** @example 0.4 */
                    p50: number | null;
                    /** @example 1.2 */
                    p95: number | null;
                    /** @example 2.5 */
                    p99: number | null;
                };
                /** @description Answers to HTTP requests, but for live status. */
                response_seconds: {
                    /** @example 1200 */
                    count: number;
                    /** @example 0.4 */
                    p50: number | null;
                    /** @example 1.2 */
                    p95: number | null;
                    /** @example 2.5 */
                    p99: number | null;
                };
                /** @description Bot API calls, but for polls. */
                telegram_seconds: {
                    /** @example 1200 */
                    count: number;
                    /** @example 0.4 */
                    p50: number | null;
                    /** @example 1.2 */
                    p95: number | null;
                    /** @example 2.5 */
                    p99: number | null;
                };
            };
        };
        Series: {
            /** Format: date-time */
            from: string;
            /** Format: date-time */
            to: string;
            /**
             * Format: date-time
             * @description What began from here on is counted. Later than `from` where there is more than one answer has time for: asked again for the same time, it goes on.
             */
            counted_since: string;
            /** @example 60 */
            step_seconds: number;
            /** @description Of what was asked for in each step, whenever it came to its end. Oldest first. */
            points: {
                /**
                 * Format: date-time
                 * @description When the step began.
                 */
                at: string;
                /**
                 * @description Messages that Telegram acknowledged.
                 * @example 1140
                 */
                delivered: number;
                /**
                 * @description Messages that were given up.
                 * @example 3
                 */
                failed: number;
                /**
                 * @description Messages that were, or are, in Telegram for more than two seconds past their time.
                 * @example 0
                 */
                overstayed: number;
                /**
                 * @description Sign-ins that came to their end.
                 * @example 1116
                 */
                verified: number;
                /** @description From the request for a message to Telegram's acknowledgement. */
                delivery_seconds: {
                    /** @example 1200 */
                    count: number;
                    /** @example 0.4 */
                    p50: number | null;
                    /** @example 1.2 */
                    p95: number | null;
                    /** @example 2.5 */
                    p99: number | null;
                };
                /** @description From the first request to being in. */
                sign_in_seconds: {
                    /** @example 1200 */
                    count: number;
                    /** @example 0.4 */
                    p50: number | null;
                    /** @example 1.2 */
                    p95: number | null;
                    /** @example 2.5 */
                    p99: number | null;
                };
            }[];
        };
        Audit: {
            /** @description The newest first. */
            entries: {
                /**
                 * @description Its place in the chain.
                 * @example 4711
                 */
                seq: number;
                /** @example 0mh5k7xc0gdWgtXl48wGWV2t8KhWhAQ */
                id: string;
                /** Format: date-time */
                at: string;
                /** @example admin.user_disabled */
                action: string;
                actor: {
                    /** @example user */
                    kind: string;
                    /** @example 0mh5k7xc0gdWgtXl48wGWV2t8KhWhAQ */
                    id: string | null;
                };
                subject: {
                    /** @example user */
                    kind: string;
                    /** @example 0mh5k7xc0gdWgtXl48wGWV2t8KhWhAQ */
                    id: string;
                } | null;
                /** @example Firefox */
                browser: string | null;
                /** @example Linux */
                system: string | null;
                /** @example c0ffee4711a2 */
                origin: string | null;
                /** @example 0mh5k7xc0gdWgtXl48wGWV */
                request_id: string | null;
                details: {
                    [key: string]: string | number | boolean | null;
                } | null;
                /**
                 * @description The hash of the entry before.
                 * @example 60303ae22b998861bce3b28f33eec1be758a213c86c93c076dbe9f558c11c752
                 */
                previous_hash: string;
                /**
                 * @description SHA-256 over the canonical JSON of everything else.
                 * @example 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
                 */
                hash: string;
            }[];
            /** @example 0mh5k7xc0gdWgtXl48wGWV2t8KhWhAQ */
            next_cursor: string | null;
        };
        AuditVerdict: {
            intact: boolean;
            /**
             * @description How many were found intact.
             * @example 10000
             */
            entries: number;
            /** @example 1 */
            from: number | null;
            /** @example 10000 */
            to: number | null;
            /** @example 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08 */
            hash: string | null;
            fault: {
                /** @example 4711 */
                seq: number;
                /** @example its hash is not the one of its content */
                why: string;
            } | null;
            /** @example 10000 */
            next_after: number | null;
        };
        Webhooks: {
            /** @description The newest first. */
            webhooks: {
                /**
                 * @description The `webhook-id` of each attempt.
                 * @example 0mh5k7xc0gdWgtXl48wGWV2t8KhWhAQ
                 */
                id: string;
                /** @enum {string} */
                type: "verification.sent" | "verification.verified" | "verification.failed" | "verification.denied" | "user.created" | "user.deleted";
                /** @example shop */
                app_id: string | null;
                /**
                 * @description `pending`: it is tried until it is taken, or given up (`failed`).
                 * @enum {string}
                 */
                state: "pending" | "sent" | "failed";
                /**
                 * @description Since it happened, or since it was replayed.
                 * @example 1
                 */
                attempts: number;
                /** @example 200 */
                http_status: number | null;
                error: ("timeout" | "unreachable" | "refused" | "gone" | "unsigned") | null;
                /** Format: date-time */
                occurred_at: string;
                next_attempt_at: string | null;
                ended_at: string | null;
                /** @description As it is told. */
                data: {
                    [key: string]: string | null;
                };
            }[];
            /** @example 0mh5k7xc0gdWgtXl48wGWV2t8KhWhAQ */
            next_cursor: string | null;
        };
        ReplayRequest: {
            /**
             * Format: date-time
             * @description What happened from this time on.
             * @example 2026-01-01T12:00:00Z
             */
            from: string;
            /**
             * Format: date-time
             * @description What happened before this time; without it until now.
             * @example 2026-01-02T12:00:00Z
             */
            to?: string;
            /**
             * @description `failed`: what was given up. `sent`: what was taken, once more.
             * @default failed
             * @enum {string}
             */
            state: "failed" | "sent";
        };
        Replayed: {
            /**
             * @description How many are due again, at once.
             * @example 3
             */
            replayed: number;
        };
        Webhook: {
            /**
             * @description The `webhook-id` of each attempt.
             * @example 0mh5k7xc0gdWgtXl48wGWV2t8KhWhAQ
             */
            id: string;
            /** @enum {string} */
            type: "verification.sent" | "verification.verified" | "verification.failed" | "verification.denied" | "user.created" | "user.deleted";
            /** @example shop */
            app_id: string | null;
            /**
             * @description `pending`: it is tried until it is taken, or given up (`failed`).
             * @enum {string}
             */
            state: "pending" | "sent" | "failed";
            /**
             * @description Since it happened, or since it was replayed.
             * @example 1
             */
            attempts: number;
            /** @example 200 */
            http_status: number | null;
            error: ("timeout" | "unreachable" | "refused" | "gone" | "unsigned") | null;
            /** Format: date-time */
            occurred_at: string;
            next_attempt_at: string | null;
            ended_at: string | null;
            /** @description As it is told. */
            data: {
                [key: string]: string | null;
            };
        };
        Now: {
            /** Format: date-time */
            at: string;
            /**
             * @description That of the worst finding.
             * @example well
             * @enum {string}
             */
            status: "well" | "careful" | "wrong";
            /**
             * @description It all in one line.
             * @example All is well: 31 signed in during the last five minutes
             */
            summary: string;
            /** @description The worst first. Empty where all is well. */
            findings: {
                /**
                 * @example telegram_circuit_open
                 * @enum {string}
                 */
                code: "storage_down" | "telegram_circuit_open" | "bot_unauthorized" | "bot_unreachable" | "requests_failing" | "deliveries_failing" | "backlog_old" | "deletions_late" | "bot_conflict" | "clock_doubted" | "bot_held_back" | "bot_starting" | "delivery_slow" | "storage_slow" | "clock_wrong" | "codes_guessed" | "webhooks_failing" | "pictures_missing" | "bot_left_behind";
                /**
                 * @description `wrong`: people are kept out, or a promise is broken. `careful`: it may come to that.
                 * @example wrong
                 * @enum {string}
                 */
                severity: "wrong" | "careful";
                /** @example 987654321 */
                bot: number | null;
                /** @example Nothing goes out: the breaker of @telega2go_bot is open, next try in 49 s */
                title: string;
                /**
                 * @description What people notice.
                 * @example New messages wait; deletions wait.
                 */
                meaning: string;
                /**
                 * @description What to do.
                 * @example Check the network to the Bot API.
                 */
                action: string;
            }[];
            /** @description Of the last five minutes. Null is what the store cannot tell now. */
            lately: {
                /** @example 31 */
                signed_in: number | null;
                /** @example 1140 */
                delivered: number | null;
                /**
                 * @description Messages given up for reasons that are not the person’s.
                 * @example 3
                 */
                failed: number | null;
                /** @example 0.4 */
                p95_seconds: number | null;
                /** @example 180 */
                requests: number;
                /**
                 * @description Requests answered with 5xx.
                 * @example 0
                 */
                faults: number;
                /** @example 2 */
                wrong_codes: number;
            };
            waiting: {
                /**
                 * @description Messages that wait to be sent.
                 * @example 0
                 */
                messages: number | null;
                /**
                 * @description How long the oldest of them has waited.
                 * @example 0
                 */
                oldest_seconds: number | null;
                /**
                 * @description Messages in Telegram that are to be deleted in time.
                 * @example 3
                 */
                deletions: number | null;
                /**
                 * @description Those whose time was over a minute ago and more.
                 * @example 0
                 */
                late_deletions: number | null;
                /**
                 * @description Webhooks that other services have not taken yet; 100 means that or more.
                 * @example 0
                 */
                webhooks: number | null;
            };
        };
        Verifications: {
            /** @description The newest first, unless asked otherwise. */
            verifications: {
                /**
                 * @description Its link id, as the audit names it.
                 * @example AZq0vWn3Qm2vFhV0bTn6Jg
                 */
                verification_id: string;
                /** @enum {string} */
                purpose: "register" | "login" | "service";
                /** @enum {string} */
                status: "awaiting_telegram" | "sending" | "sent" | "verified" | "failed" | "expired" | "cancelled" | "locked";
                reason: ("bot_blocked" | "bot_not_started" | "chat_not_found" | "user_deactivated" | "telegram_timeout" | "internal") | null;
                end_reason: ("wrong_codes" | "wrong_symbol" | "cancelled_here" | "refused_in_telegram" | "refused_by_link" | "code_expired" | "start_not_pressed") | null;
                door: ("otp" | "link" | "approval") | null;
                /** @example Ann Example */
                name: string | null;
                /** @example ann@example.org */
                email: string | null;
                /** @example +4915112345678 */
                phone: string | null;
                /** @example ann_example */
                telegram_username: string | null;
                /** @example 123456789 */
                chat_id: number | null;
                /** @example 0mh5k7xc0gdWgtXl48wGWV2t8KhWhAQ */
                user_id: string | null;
                /** @example 987654321 */
                bot: number;
                /**
                 * @description What the person signs in to; `default` where no app has sent them here.
                 * @example {
                 *       "id": "shop",
                 *       "name": "Corner Shop"
                 *     }
                 */
                app: {
                    /** @example 0mh5k7xc0gdWgtXl48wGWV2t8KhWhAQ */
                    id: string;
                    /**
                     * @description Its id where it is there no more, or disabled.
                     * @example Ann Example
                     */
                    name: string;
                };
                /** @example 203.0.113.7 */
                address: string | null;
                /** @example Firefox */
                browser: string | null;
                /** @example Linux */
                system: string | null;
                /** @example 0mh5k7xc0gdWgtXl48wGWV */
                request_id: string | null;
                /** @example 1 */
                codes_tried: number;
                /** Format: date-time */
                created_at: string;
                sent_at: string | null;
                ended_at: string | null;
            }[];
            /** @example 0mh5k7xc0gdWgtXl48wGWV2t8KhWhAQ */
            next_cursor: string | null;
        };
        Request: {
            /** @example 0mh5k7xc0gdWgtXl48wGWV */
            request_id: string;
            at: string | null;
            fault: {
                /** @example POST */
                method: string;
                /** @example /api/register */
                route: string;
                /** @example 503 */
                status: number;
                code: string | null;
            } | null;
            /** @description What it began. */
            verifications: {
                /**
                 * @description Its link id, as the audit names it.
                 * @example AZq0vWn3Qm2vFhV0bTn6Jg
                 */
                verification_id: string;
                /** @enum {string} */
                purpose: "register" | "login" | "service";
                /** @enum {string} */
                status: "awaiting_telegram" | "sending" | "sent" | "verified" | "failed" | "expired" | "cancelled" | "locked";
                reason: ("bot_blocked" | "bot_not_started" | "chat_not_found" | "user_deactivated" | "telegram_timeout" | "internal") | null;
                end_reason: ("wrong_codes" | "wrong_symbol" | "cancelled_here" | "refused_in_telegram" | "refused_by_link" | "code_expired" | "start_not_pressed") | null;
                door: ("otp" | "link" | "approval") | null;
                /** @example Ann Example */
                name: string | null;
                /** @example ann@example.org */
                email: string | null;
                /** @example +4915112345678 */
                phone: string | null;
                /** @example ann_example */
                telegram_username: string | null;
                /** @example 123456789 */
                chat_id: number | null;
                /** @example 0mh5k7xc0gdWgtXl48wGWV2t8KhWhAQ */
                user_id: string | null;
                /** @example 987654321 */
                bot: number;
                /**
                 * @description What the person signs in to; `default` where no app has sent them here.
                 * @example {
                 *       "id": "shop",
                 *       "name": "Corner Shop"
                 *     }
                 */
                app: {
                    /** @example 0mh5k7xc0gdWgtXl48wGWV2t8KhWhAQ */
                    id: string;
                    /**
                     * @description Its id where it is there no more, or disabled.
                     * @example Ann Example
                     */
                    name: string;
                };
                /** @example 203.0.113.7 */
                address: string | null;
                /** @example Firefox */
                browser: string | null;
                /** @example Linux */
                system: string | null;
                /** @example 0mh5k7xc0gdWgtXl48wGWV */
                request_id: string | null;
                /** @example 1 */
                codes_tried: number;
                /** Format: date-time */
                created_at: string;
                sent_at: string | null;
                ended_at: string | null;
            }[];
        };
        Counts: {
            /** Format: date-time */
            from: string;
            /** Format: date-time */
            to: string;
            /**
             * Format: date-time
             * @description What began from here on is counted. Later than `from` where there is more than one answer has time for: asked again for the same time, it goes on.
             */
            counted_since: string;
            /** @description Messages of each state, error and bot, the most first; tests and removals are left out. */
            messages: {
                /** @enum {string} */
                status: "queued" | "sending" | "sent" | "deleted" | "failed";
                /** @example 403: Forbidden: bot was blocked by the user */
                error: string | null;
                /** @example 987654321 */
                bot: number;
                /** @example 1200 */
                count: number;
            }[];
            /** @description Sign-ins of each status, reason and bot, the most first. */
            verifications: {
                /** @enum {string} */
                status: "awaiting_telegram" | "sending" | "sent" | "verified" | "failed" | "expired" | "cancelled" | "locked";
                reason: ("bot_blocked" | "bot_not_started" | "chat_not_found" | "user_deactivated" | "telegram_timeout" | "internal") | null;
                /** @example 987654321 */
                bot: number;
                /** @example 1200 */
                count: number;
            }[];
            /** @description Sign-ins to each app, the most first. People who continue with an existing session are not counted. */
            apps: {
                /**
                 * @description Its id; `default` where no app has sent people here.
                 * @example shop
                 */
                app: string;
                /** @example 1200 */
                begun: number;
                /** @example 1116 */
                verified: number;
                /**
                 * @description Ended without success: failed, expired, cancelled or locked.
                 * @example 3
                 */
                failed: number;
                /**
                 * Format: date-time
                 * @description When the last one began.
                 */
                last_at: string;
            }[];
        };
        /** @description Why a call did not do what it was asked for (RFC 9457). */
        Problem: {
            /**
             * @description The code, as a URN.
             * @example urn:telega2go:problem:rate_limited
             */
            type: string;
            /**
             * @description A sentence for people; it may change.
             * @example Too many requests. Wait a moment.
             */
            title: string;
            /**
             * @description The HTTP status, once more.
             * @example 429
             */
            status: number;
            /**
             * @description A word for programs, which stays.
             * @example rate_limited
             * @enum {string}
             */
            code: "invalid_request" | "otp_invalid" | "link_invalid" | "unauthorized" | "forbidden" | "account_disabled" | "step_up_required" | "fresh_sign_in_required" | "not_found" | "method_not_allowed" | "verification_not_found" | "user_not_found" | "request_timeout" | "already_used" | "verification_expired" | "app_exists" | "app_read_only" | "app_is_public" | "too_many_secrets" | "rs256_unavailable" | "precondition_failed" | "payload_too_large" | "range_not_satisfiable" | "too_many_attempts" | "rate_limited" | "headers_too_large" | "internal" | "telegram_unavailable" | "mail_unavailable" | "storage_unavailable" | "overloaded";
            /**
             * @description By which the log knows the request: name it when you ask for help.
             * @example c2kXyXW8Qm2vFhV0bTn6Jg
             */
            request_id: string;
            /** @description With `invalid_request`: each field that is wrong. */
            errors?: {
                /** @example email */
                field: string;
                /** @example must be an e-mail address */
                message: string;
            }[];
            /**
             * @description With `otp_invalid`: codes that may still be tried.
             * @example 4
             */
            attempts_left?: number;
        };
    };
    responses: {
        /** @description `invalid_request`: The request isn't valid. */
        invalid_request: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `request_timeout`: The request took too long to arrive. */
        request_timeout: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `headers_too_large`: The request has headers that are too large. */
        headers_too_large: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `internal`: Something went wrong on our side. */
        internal: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `unauthorized`: Sign in first. */
        unauthorized: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `rate_limited`: Too many requests. Wait a moment. */
        rate_limited: {
            headers: {
                /** @description Seconds after which another try makes sense. */
                "Retry-After"?: number;
                /** @description The limit that was reached: `q` uses in `w` seconds. */
                "RateLimit-Policy"?: string;
                /** @description What is left of it (`r`), and in how many seconds it begins anew (`t`). */
                RateLimit?: string;
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `storage_unavailable`: We can't store anything right now. Try again in a moment. */
        storage_unavailable: {
            headers: {
                /** @description Seconds after which another try makes sense. */
                "Retry-After"?: number;
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /**
         * @description `forbidden`: You aren't allowed to do this.
         *
         *     `fresh_sign_in_required`: Sign in again first: for this you need to have signed in within the last few minutes.
         */
        "forbidden.fresh_sign_in_required": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `payload_too_large`: The request is too large. */
        payload_too_large: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `not_found`: There's nothing here. */
        not_found: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `forbidden`: You aren't allowed to do this. */
        forbidden: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /**
         * @description `forbidden`: You aren't allowed to do this.
         *
         *     `account_disabled`: This account is disabled. Please contact support.
         */
        "forbidden.account_disabled": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /**
         * @description `telegram_unavailable`: We can't reach Telegram right now. Try again in a moment.
         *
         *     `storage_unavailable`: We can't store anything right now. Try again in a moment.
         *
         *     `overloaded`: We're busy right now. Try again in a moment.
         */
        "telegram_unavailable.storage_unavailable.overloaded": {
            headers: {
                /** @description Seconds after which another try makes sense. */
                "Retry-After"?: number;
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `verification_not_found`: There's no such verification. */
        verification_not_found: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `already_used`: This was used already. */
        already_used: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `verification_expired`: This verification has ended: its code and link no longer work. Start again. */
        verification_expired: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `too_many_attempts`: No more tries for now. Wait, or start again. */
        too_many_attempts: {
            headers: {
                /** @description Seconds after which another try makes sense. */
                "Retry-After"?: number;
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /**
         * @description `storage_unavailable`: We can't store anything right now. Try again in a moment.
         *
         *     `overloaded`: We're busy right now. Try again in a moment.
         */
        "storage_unavailable.overloaded": {
            headers: {
                /** @description Seconds after which another try makes sense. */
                "Retry-After"?: number;
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `otp_invalid`: That code isn't right. */
        otp_invalid: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /**
         * @description `forbidden`: You aren't allowed to do this.
         *
         *     `account_disabled`: This account is disabled. Please contact support.
         *
         *     `step_up_required`: It's been a while: sign in with your account's e-mail, or contact support.
         */
        "forbidden.account_disabled.step_up_required": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /**
         * @description `too_many_attempts`: No more tries for now. Wait, or start again.
         *
         *     `rate_limited`: Too many requests. Wait a moment.
         */
        "too_many_attempts.rate_limited": {
            headers: {
                /** @description Seconds after which another try makes sense. */
                "Retry-After"?: number;
                /** @description The limit that was reached: `q` uses in `w` seconds. */
                "RateLimit-Policy"?: string;
                /** @description What is left of it (`r`), and in how many seconds it begins anew (`t`). */
                RateLimit?: string;
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /**
         * @description `otp_invalid`: That code isn't right.
         *
         *     `link_invalid`: This link doesn't work any more.
         */
        "otp_invalid.link_invalid": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `link_invalid`: This link doesn't work any more. */
        link_invalid: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `precondition_failed`: It isn't in the state that the request expects. */
        precondition_failed: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /**
         * @description `mail_unavailable`: We can't send e-mail right now. Try again in a moment.
         *
         *     `storage_unavailable`: We can't store anything right now. Try again in a moment.
         */
        "mail_unavailable.storage_unavailable": {
            headers: {
                /** @description Seconds after which another try makes sense. */
                "Retry-After"?: number;
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /**
         * @description `otp_invalid`: That code isn't right.
         *
         *     `unauthorized`: Sign in first.
         */
        "otp_invalid.unauthorized": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `fresh_sign_in_required`: Sign in again first: for this you need to have signed in within the last few minutes. */
        fresh_sign_in_required: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /**
         * @description `not_found`: There's nothing here.
         *
         *     `user_not_found`: There's no such account.
         */
        "not_found.user_not_found": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /**
         * @description `not_found`: There's nothing here.
         *
         *     `verification_not_found`: There's no such verification.
         */
        "not_found.verification_not_found": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /**
         * @description `app_exists`: There's an app with this id already.
         *
         *     `rs256_unavailable`: RS256 needs the setting JWT_RSA_PRIVATE_KEY, which isn't there. Set it, or choose ES256.
         */
        "app_exists.rs256_unavailable": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /**
         * @description `app_read_only`: This app is declared in APPS_FILE. Change it there.
         *
         *     `rs256_unavailable`: RS256 needs the setting JWT_RSA_PRIVATE_KEY, which isn't there. Set it, or choose ES256.
         */
        "app_read_only.rs256_unavailable": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /**
         * @description `app_read_only`: This app is declared in APPS_FILE. Change it there.
         *
         *     `app_is_public`: This app is public: it has no secrets.
         *
         *     `too_many_secrets`: This app has too many secrets. Revoke one first.
         */
        "app_read_only.app_is_public.too_many_secrets": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `app_read_only`: This app is declared in APPS_FILE. Change it there. */
        app_read_only: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /**
         * @description `app_read_only`: This app is declared in APPS_FILE. Change it there.
         *
         *     `too_many_secrets`: This app has too many secrets. Revoke one first.
         */
        "app_read_only.too_many_secrets": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
    };
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    "jwks.keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Jwks"];
                };
            };
            400: components["responses"]["invalid_request"];
            408: components["responses"]["request_timeout"];
            431: components["responses"]["headers_too_large"];
            500: components["responses"]["internal"];
        };
    };
    "session.list": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionList"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthorized"];
            408: components["responses"]["request_timeout"];
            429: components["responses"]["rate_limited"];
            431: components["responses"]["headers_too_large"];
            500: components["responses"]["internal"];
            503: components["responses"]["storage_unavailable"];
        };
    };
    "session.endOthers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Ended"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthorized"];
            403: components["responses"]["forbidden.fresh_sign_in_required"];
            408: components["responses"]["request_timeout"];
            413: components["responses"]["payload_too_large"];
            431: components["responses"]["headers_too_large"];
            500: components["responses"]["internal"];
            503: components["responses"]["storage_unavailable"];
        };
    };
    "session.end": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description As the list of sessions has it. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthorized"];
            403: components["responses"]["forbidden.fresh_sign_in_required"];
            404: components["responses"]["not_found"];
            408: components["responses"]["request_timeout"];
            413: components["responses"]["payload_too_large"];
            431: components["responses"]["headers_too_large"];
            500: components["responses"]["internal"];
            503: components["responses"]["storage_unavailable"];
        };
    };
    "session.logout": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["RefreshToken"];
            };
        };
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["invalid_request"];
            403: components["responses"]["forbidden"];
            408: components["responses"]["request_timeout"];
            413: components["responses"]["payload_too_large"];
            431: components["responses"]["headers_too_large"];
            500: components["responses"]["internal"];
            503: components["responses"]["storage_unavailable"];
        };
    };
    "device.list": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeviceList"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthorized"];
            408: components["responses"]["request_timeout"];
            429: components["responses"]["rate_limited"];
            431: components["responses"]["headers_too_large"];
            500: components["responses"]["internal"];
            503: components["responses"]["storage_unavailable"];
        };
    };
    "device.end": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description As the list of devices has it. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthorized"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            408: components["responses"]["request_timeout"];
            413: components["responses"]["payload_too_large"];
            431: components["responses"]["headers_too_large"];
            500: components["responses"]["internal"];
            503: components["responses"]["storage_unavailable"];
        };
    };
    "token.refresh": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["RefreshToken"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Session"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthorized"];
            403: components["responses"]["forbidden.account_disabled"];
            408: components["responses"]["request_timeout"];
            413: components["responses"]["payload_too_large"];
            431: components["responses"]["headers_too_large"];
            500: components["responses"]["internal"];
            503: components["responses"]["storage_unavailable"];
        };
    };
    "registration.register": {
        parameters: {
            query?: never;
            header?: {
                /** @description A repeat with the same key and body is the same registration. Such as `8e03978e-40d5-43dd-bc93-6894a57f9324`. */
                "idempotency-key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Register"];
            };
        };
        responses: {
            /** @description Accepted */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Started"];
                };
            };
            400: components["responses"]["invalid_request"];
            403: components["responses"]["forbidden"];
            408: components["responses"]["request_timeout"];
            413: components["responses"]["payload_too_large"];
            429: components["responses"]["rate_limited"];
            431: components["responses"]["headers_too_large"];
            500: components["responses"]["internal"];
            503: components["responses"]["telegram_unavailable.storage_unavailable.overloaded"];
        };
    };
    "registration.status": {
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
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["VerificationStatus"];
                };
            };
            400: components["responses"]["invalid_request"];
            404: components["responses"]["verification_not_found"];
            408: components["responses"]["request_timeout"];
            431: components["responses"]["headers_too_large"];
            500: components["responses"]["internal"];
            503: components["responses"]["storage_unavailable"];
        };
    };
    "registration.cancel": {
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
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["invalid_request"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["verification_not_found"];
            408: components["responses"]["request_timeout"];
            409: components["responses"]["already_used"];
            410: components["responses"]["verification_expired"];
            413: components["responses"]["payload_too_large"];
            429: components["responses"]["too_many_attempts"];
            431: components["responses"]["headers_too_large"];
            500: components["responses"]["internal"];
            503: components["responses"]["storage_unavailable"];
        };
    };
    "registration.events": {
        parameters: {
            query?: never;
            header?: {
                /** @description What was seen last: nothing is told twice. Such as `2.sending`. */
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
            /** @description Until it is over and the message is gone. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": string;
                };
            };
            400: components["responses"]["invalid_request"];
            404: components["responses"]["verification_not_found"];
            408: components["responses"]["request_timeout"];
            431: components["responses"]["headers_too_large"];
            500: components["responses"]["internal"];
            503: components["responses"]["storage_unavailable.overloaded"];
        };
    };
    "registration.collect": {
        parameters: {
            query?: never;
            header?: {
                /** @description At least 22 characters of base64url, made for this request alone. For five minutes a repeat with the same key and secret is answered with the same session, while none of its tokens was used; another key gets `already_used`. Such as `8e03978e-40d5-43dd-bc93-6894a57f9324`. */
                "idempotency-key"?: string;
            };
            path: {
                /** @description The initiator's proof, as `register` answered it. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["Collect"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Session"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthorized"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["verification_not_found"];
            408: components["responses"]["request_timeout"];
            409: components["responses"]["already_used"];
            410: components["responses"]["verification_expired"];
            413: components["responses"]["payload_too_large"];
            429: components["responses"]["too_many_attempts"];
            431: components["responses"]["headers_too_large"];
            500: components["responses"]["internal"];
            503: components["responses"]["storage_unavailable"];
        };
    };
    "registration.verifyOtp": {
        parameters: {
            query?: never;
            header?: {
                /** @description At least 22 characters of base64url, made for this request alone. For five minutes a repeat with the same key and secret is answered with the same session, while none of its tokens was used; another key gets `already_used`. Such as `8e03978e-40d5-43dd-bc93-6894a57f9324`. */
                "idempotency-key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["VerifyOtp"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Session"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["otp_invalid"];
            403: components["responses"]["forbidden.account_disabled.step_up_required"];
            404: components["responses"]["verification_not_found"];
            408: components["responses"]["request_timeout"];
            409: components["responses"]["already_used"];
            410: components["responses"]["verification_expired"];
            413: components["responses"]["payload_too_large"];
            429: components["responses"]["too_many_attempts.rate_limited"];
            431: components["responses"]["headers_too_large"];
            500: components["responses"]["internal"];
            503: components["responses"]["storage_unavailable"];
        };
    };
    "registration.verifyLink": {
        parameters: {
            query?: never;
            header?: {
                /** @description At least 22 characters of base64url, made for this request alone. For five minutes a repeat with the same key and secret is answered with the same session, while none of its tokens was used; another key gets `already_used`. Such as `8e03978e-40d5-43dd-bc93-6894a57f9324`. */
                "idempotency-key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["VerifyLink"];
            };
        };
        responses: {
            /** @description The session of the caller; or that the device that waits is let in. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Session"] | components["schemas"]["Approved"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["otp_invalid.link_invalid"];
            403: components["responses"]["forbidden.account_disabled.step_up_required"];
            408: components["responses"]["request_timeout"];
            409: components["responses"]["already_used"];
            410: components["responses"]["verification_expired"];
            413: components["responses"]["payload_too_large"];
            429: components["responses"]["too_many_attempts.rate_limited"];
            431: components["responses"]["headers_too_large"];
            500: components["responses"]["internal"];
            503: components["responses"]["storage_unavailable"];
        };
    };
    "registration.deny": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["LinkToken"];
            };
        };
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["link_invalid"];
            403: components["responses"]["forbidden"];
            408: components["responses"]["request_timeout"];
            409: components["responses"]["already_used"];
            410: components["responses"]["verification_expired"];
            413: components["responses"]["payload_too_large"];
            429: components["responses"]["too_many_attempts"];
            431: components["responses"]["headers_too_large"];
            500: components["responses"]["internal"];
            503: components["responses"]["storage_unavailable"];
        };
    };
    "registration.linkDetails": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["OpenedLink"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LinkDetails"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["link_invalid"];
            403: components["responses"]["forbidden"];
            408: components["responses"]["request_timeout"];
            409: components["responses"]["already_used"];
            410: components["responses"]["verification_expired"];
            413: components["responses"]["payload_too_large"];
            431: components["responses"]["headers_too_large"];
            500: components["responses"]["internal"];
            503: components["responses"]["storage_unavailable"];
        };
    };
    "registration.resend": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Resend"];
            };
        };
        responses: {
            /** @description Accepted */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Started"];
                };
            };
            400: components["responses"]["invalid_request"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["verification_not_found"];
            408: components["responses"]["request_timeout"];
            409: components["responses"]["already_used"];
            410: components["responses"]["verification_expired"];
            413: components["responses"]["payload_too_large"];
            429: components["responses"]["too_many_attempts.rate_limited"];
            431: components["responses"]["headers_too_large"];
            500: components["responses"]["internal"];
            503: components["responses"]["storage_unavailable.overloaded"];
        };
    };
    "login.known": {
        parameters: {
            query?: never;
            header?: {
                /** @description Of an API client; browsers have a cookie. Such as `Qm2vFhV0bTn6JgY2kXyXWw`. */
                "x-device-token"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["KnownAccounts"];
                };
            };
            400: components["responses"]["invalid_request"];
            408: components["responses"]["request_timeout"];
            431: components["responses"]["headers_too_large"];
            500: components["responses"]["internal"];
            503: components["responses"]["storage_unavailable"];
        };
    };
    "login.login": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["Login"];
            };
        };
        responses: {
            /** @description Accepted */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Started"];
                };
            };
            400: components["responses"]["invalid_request"];
            403: components["responses"]["forbidden"];
            408: components["responses"]["request_timeout"];
            413: components["responses"]["payload_too_large"];
            429: components["responses"]["rate_limited"];
            431: components["responses"]["headers_too_large"];
            500: components["responses"]["internal"];
            503: components["responses"]["telegram_unavailable.storage_unavailable.overloaded"];
        };
    };
    "login.picture": {
        parameters: {
            query?: never;
            header?: {
                /** @description Of an API client; browsers have a cookie. Such as `Qm2vFhV0bTn6JgY2kXyXWw`. */
                "x-device-token"?: string;
            };
            path: {
                /** @description The account's id. */
                user_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A JPEG of at most 64 kB, about 160 pixels wide. */
            200: {
                headers: {
                    /** @description For `If-None-Match`. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "image/jpeg": string;
                };
            };
            /** @description There is no picture. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description It is the one that `If-None-Match` names. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["invalid_request"];
            408: components["responses"]["request_timeout"];
            431: components["responses"]["headers_too_large"];
            500: components["responses"]["internal"];
            503: components["responses"]["storage_unavailable"];
        };
    };
    "login.forget": {
        parameters: {
            query?: never;
            header?: {
                /** @description Of an API client; browsers have a cookie. Such as `Qm2vFhV0bTn6JgY2kXyXWw`. */
                "x-device-token"?: string;
            };
            path: {
                /** @description The account's id. */
                user_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["invalid_request"];
            403: components["responses"]["forbidden"];
            408: components["responses"]["request_timeout"];
            413: components["responses"]["payload_too_large"];
            431: components["responses"]["headers_too_large"];
            500: components["responses"]["internal"];
            503: components["responses"]["storage_unavailable"];
        };
    };
    "returnTo.read": {
        parameters: {
            query: {
                /** @description Where a page of an app has sent the person here, to get them back by `return_to`: its id. The message then names that app, and its bot writes; an id that is not there changes nothing. */
                app: string;
                /** @description Where the person shall go once they are signed in: at an origin that the app has registered. */
                return_to: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Return"];
                };
            };
            400: components["responses"]["invalid_request"];
            404: components["responses"]["not_found"];
            408: components["responses"]["request_timeout"];
            431: components["responses"]["headers_too_large"];
            500: components["responses"]["internal"];
            503: components["responses"]["storage_unavailable"];
        };
    };
    "app.read": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AppInfo"];
                };
            };
            400: components["responses"]["invalid_request"];
            408: components["responses"]["request_timeout"];
            431: components["responses"]["headers_too_large"];
            500: components["responses"]["internal"];
        };
    };
    "profile.read": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Profile"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthorized"];
            408: components["responses"]["request_timeout"];
            429: components["responses"]["rate_limited"];
            431: components["responses"]["headers_too_large"];
            500: components["responses"]["internal"];
            503: components["responses"]["storage_unavailable"];
        };
    };
    "privacy.erase": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthorized"];
            403: components["responses"]["forbidden.fresh_sign_in_required"];
            408: components["responses"]["request_timeout"];
            413: components["responses"]["payload_too_large"];
            431: components["responses"]["headers_too_large"];
            500: components["responses"]["internal"];
            503: components["responses"]["storage_unavailable"];
        };
    };
    "profile.change": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ChangeProfile"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Profile"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthorized"];
            403: components["responses"]["forbidden.fresh_sign_in_required"];
            408: components["responses"]["request_timeout"];
            413: components["responses"]["payload_too_large"];
            429: components["responses"]["rate_limited"];
            431: components["responses"]["headers_too_large"];
            500: components["responses"]["internal"];
            503: components["responses"]["storage_unavailable"];
        };
    };
    "profile.skip": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Profile"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthorized"];
            403: components["responses"]["forbidden"];
            408: components["responses"]["request_timeout"];
            413: components["responses"]["payload_too_large"];
            429: components["responses"]["rate_limited"];
            431: components["responses"]["headers_too_large"];
            500: components["responses"]["internal"];
            503: components["responses"]["storage_unavailable"];
        };
    };
    "profile.picture": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A JPEG of at most 64 kB, about 160 pixels wide. */
            200: {
                headers: {
                    /** @description For `If-None-Match`. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "image/jpeg": string;
                };
            };
            /** @description There is no picture. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description It is the one that `If-None-Match` names. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthorized"];
            408: components["responses"]["request_timeout"];
            429: components["responses"]["rate_limited"];
            431: components["responses"]["headers_too_large"];
            500: components["responses"]["internal"];
            503: components["responses"]["storage_unavailable"];
        };
    };
    "emailProof.send": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Accepted */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EmailCodeSent"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthorized"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            408: components["responses"]["request_timeout"];
            412: components["responses"]["precondition_failed"];
            413: components["responses"]["payload_too_large"];
            429: components["responses"]["rate_limited"];
            431: components["responses"]["headers_too_large"];
            500: components["responses"]["internal"];
            503: components["responses"]["mail_unavailable.storage_unavailable"];
        };
    };
    "emailProof.check": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EmailCode"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Profile"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["otp_invalid.unauthorized"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            408: components["responses"]["request_timeout"];
            410: components["responses"]["verification_expired"];
            413: components["responses"]["payload_too_large"];
            429: components["responses"]["too_many_attempts"];
            431: components["responses"]["headers_too_large"];
            500: components["responses"]["internal"];
            503: components["responses"]["storage_unavailable"];
        };
    };
    "privacy.export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Export"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthorized"];
            403: components["responses"]["fresh_sign_in_required"];
            408: components["responses"]["request_timeout"];
            429: components["responses"]["rate_limited"];
            431: components["responses"]["headers_too_large"];
            500: components["responses"]["internal"];
            503: components["responses"]["storage_unavailable"];
        };
    };
    "interaction.show": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description As the path of an interaction's page has it. */
                uid: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Interaction"];
                };
            };
            400: components["responses"]["invalid_request"];
            404: components["responses"]["not_found"];
            408: components["responses"]["request_timeout"];
            431: components["responses"]["headers_too_large"];
            500: components["responses"]["internal"];
            503: components["responses"]["storage_unavailable"];
        };
    };
    "interaction.goOn": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description As the path of an interaction's page has it. */
                uid: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Redirect"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthorized"];
            403: components["responses"]["forbidden.fresh_sign_in_required"];
            404: components["responses"]["not_found"];
            408: components["responses"]["request_timeout"];
            413: components["responses"]["payload_too_large"];
            431: components["responses"]["headers_too_large"];
            500: components["responses"]["internal"];
            503: components["responses"]["storage_unavailable"];
        };
    };
    "interaction.consent": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description As the path of an interaction's page has it. */
                uid: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Redirect"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthorized"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            408: components["responses"]["request_timeout"];
            413: components["responses"]["payload_too_large"];
            431: components["responses"]["headers_too_large"];
            500: components["responses"]["internal"];
            503: components["responses"]["storage_unavailable"];
        };
    };
    "interaction.abort": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description As the path of an interaction's page has it. */
                uid: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Redirect"];
                };
            };
            400: components["responses"]["invalid_request"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            408: components["responses"]["request_timeout"];
            413: components["responses"]["payload_too_large"];
            431: components["responses"]["headers_too_large"];
            500: components["responses"]["internal"];
            503: components["responses"]["storage_unavailable"];
        };
    };
    "allowedApps.list": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AllowedAppList"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthorized"];
            408: components["responses"]["request_timeout"];
            429: components["responses"]["rate_limited"];
            431: components["responses"]["headers_too_large"];
            500: components["responses"]["internal"];
            503: components["responses"]["storage_unavailable"];
        };
    };
    "allowedApps.takeBack": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description As the list of apps has it. */
                app_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthorized"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found"];
            408: components["responses"]["request_timeout"];
            413: components["responses"]["payload_too_large"];
            429: components["responses"]["rate_limited"];
            431: components["responses"]["headers_too_large"];
            500: components["responses"]["internal"];
            503: components["responses"]["storage_unavailable"];
        };
    };
    "picture.read": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description As the claim `picture` has it. */
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A JPEG of at most 64 kB, about 160 pixels wide. */
            200: {
                headers: {
                    /** @description For `If-None-Match`. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "image/jpeg": string;
                };
            };
            /** @description There is no picture. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description It is the one that `If-None-Match` names. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["invalid_request"];
            404: components["responses"]["not_found"];
            408: components["responses"]["request_timeout"];
            431: components["responses"]["headers_too_large"];
            500: components["responses"]["internal"];
            503: components["responses"]["storage_unavailable"];
        };
    };
    "verifyApi.ask": {
        parameters: {
            query?: never;
            header?: {
                /** @description A repeat with the same key and body is the same verification. Such as `payment-4711`. */
                "idempotency-key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Ask"];
            };
        };
        responses: {
            /** @description Accepted */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Asked"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthorized"];
            403: components["responses"]["forbidden.account_disabled"];
            404: components["responses"]["not_found.user_not_found"];
            408: components["responses"]["request_timeout"];
            413: components["responses"]["payload_too_large"];
            429: components["responses"]["rate_limited"];
            431: components["responses"]["headers_too_large"];
            500: components["responses"]["internal"];
            503: components["responses"]["telegram_unavailable.storage_unavailable.overloaded"];
        };
    };
    "verifyApi.check": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description As the first answer named it. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Check"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Checked"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["otp_invalid.unauthorized"];
            403: components["responses"]["forbidden.account_disabled.step_up_required"];
            404: components["responses"]["not_found.verification_not_found"];
            408: components["responses"]["request_timeout"];
            409: components["responses"]["already_used"];
            410: components["responses"]["verification_expired"];
            413: components["responses"]["payload_too_large"];
            429: components["responses"]["too_many_attempts"];
            431: components["responses"]["headers_too_large"];
            500: components["responses"]["internal"];
            503: components["responses"]["storage_unavailable"];
        };
    };
    "verifyApi.status": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description As the first answer named it. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AskedStatus"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthorized"];
            404: components["responses"]["not_found.verification_not_found"];
            408: components["responses"]["request_timeout"];
            431: components["responses"]["headers_too_large"];
            500: components["responses"]["internal"];
            503: components["responses"]["storage_unavailable"];
        };
    };
    "verifyApi.cancel": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description As the first answer named it. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthorized"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found.verification_not_found"];
            408: components["responses"]["request_timeout"];
            409: components["responses"]["already_used"];
            410: components["responses"]["verification_expired"];
            413: components["responses"]["payload_too_large"];
            429: components["responses"]["too_many_attempts"];
            431: components["responses"]["headers_too_large"];
            500: components["responses"]["internal"];
            503: components["responses"]["storage_unavailable"];
        };
    };
    "verifyApi.resend": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description As the first answer named it. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Accepted */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Asked"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthorized"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not_found.verification_not_found"];
            408: components["responses"]["request_timeout"];
            409: components["responses"]["already_used"];
            410: components["responses"]["verification_expired"];
            413: components["responses"]["payload_too_large"];
            429: components["responses"]["too_many_attempts.rate_limited"];
            431: components["responses"]["headers_too_large"];
            500: components["responses"]["internal"];
            503: components["responses"]["storage_unavailable.overloaded"];
        };
    };
    "health.live": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Live"];
                };
            };
            400: components["responses"]["invalid_request"];
            408: components["responses"]["request_timeout"];
            431: components["responses"]["headers_too_large"];
            500: components["responses"]["internal"];
        };
    };
    "health.ready": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Ready"];
                };
            };
            400: components["responses"]["invalid_request"];
            408: components["responses"]["request_timeout"];
            431: components["responses"]["headers_too_large"];
            500: components["responses"]["internal"];
            /** @description Not now. */
            503: {
                headers: {
                    /** @description Seconds after which another try makes sense. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Ready"];
                };
            };
        };
    };
    "health.all": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Health"];
                };
            };
            400: components["responses"]["invalid_request"];
            408: components["responses"]["request_timeout"];
            431: components["responses"]["headers_too_large"];
            500: components["responses"]["internal"];
            /** @description Nobody is served. */
            503: {
                headers: {
                    /** @description Seconds after which another try makes sense. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Health"];
                };
            };
        };
    };
    "admin.listDeliveries": {
        parameters: {
            query?: {
                /** @description Where the message is. */
                status?: "queued" | "sending" | "sent" | "deleted" | "failed";
                /** @description Numeric id of a private chat. Such as `123456789`. */
                chat_id?: number;
                /** @description Its link id, as lists, webhooks and the audit name it; or what the service that asked calls it. Such as `AZq0vWn3Qm2vFhV0bTn6Jg`. */
                verification_id?: string;
                /** @description The bot's numeric id. Such as `987654321`. */
                bot?: number;
                /** @description The last thing that was said against it, word for word. Such as `superseded`. */
                error?: string;
                /** @description What the row is about. */
                kind?: "message" | "removal" | "test";
                /** @description Asked for from this time on; by `bot` or `kind` alone, a day before `to` if it is left out. Such as `2030-05-17T12:00:00Z`. */
                from?: string;
                /** @description Before this time; now if it is left out. Such as `2030-05-17T12:00:00Z`. */
                to?: string;
                /** @description What comes first. */
                sort?: "newest" | "oldest";
                /** @description How many at once. */
                limit?: number;
                /** @description `next_cursor` of the page before. Such as `0mh5k7xc0gdWgtXl48wGWV2t8KhWhAQ`. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Deliveries"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthorized"];
            403: components["responses"]["forbidden.account_disabled"];
            408: components["responses"]["request_timeout"];
            431: components["responses"]["headers_too_large"];
            500: components["responses"]["internal"];
            503: components["responses"]["storage_unavailable"];
        };
    };
    "admin.test": {
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
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TestDelivery"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthorized"];
            403: components["responses"]["forbidden.account_disabled"];
            408: components["responses"]["request_timeout"];
            413: components["responses"]["payload_too_large"];
            431: components["responses"]["headers_too_large"];
            500: components["responses"]["internal"];
            503: components["responses"]["storage_unavailable.overloaded"];
        };
    };
    "admin.readDelivery": {
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
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Delivery"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthorized"];
            403: components["responses"]["forbidden.account_disabled"];
            404: components["responses"]["not_found"];
            408: components["responses"]["request_timeout"];
            431: components["responses"]["headers_too_large"];
            500: components["responses"]["internal"];
            503: components["responses"]["storage_unavailable"];
        };
    };
    "admin.timeline": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Its link id, as lists, webhooks and the audit name it; or what the service that asked calls it. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Timeline"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthorized"];
            403: components["responses"]["forbidden.account_disabled"];
            404: components["responses"]["verification_not_found"];
            408: components["responses"]["request_timeout"];
            431: components["responses"]["headers_too_large"];
            500: components["responses"]["internal"];
            503: components["responses"]["storage_unavailable"];
        };
    };
    "admin.listCircuits": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Circuits"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthorized"];
            403: components["responses"]["forbidden.account_disabled"];
            408: components["responses"]["request_timeout"];
            431: components["responses"]["headers_too_large"];
            500: components["responses"]["internal"];
            503: components["responses"]["storage_unavailable"];
        };
    };
    "admin.resetCircuit": {
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
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Circuit"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthorized"];
            403: components["responses"]["forbidden.account_disabled"];
            404: components["responses"]["not_found"];
            408: components["responses"]["request_timeout"];
            413: components["responses"]["payload_too_large"];
            431: components["responses"]["headers_too_large"];
            500: components["responses"]["internal"];
            503: components["responses"]["storage_unavailable"];
        };
    };
    "apps.list": {
        parameters: {
            query?: {
                /** @description How many at once. */
                limit?: number;
                /** @description `next_cursor` of the page before: its last app. Such as `shop`. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AdministeredApps"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthorized"];
            403: components["responses"]["forbidden.account_disabled"];
            408: components["responses"]["request_timeout"];
            431: components["responses"]["headers_too_large"];
            500: components["responses"]["internal"];
            503: components["responses"]["storage_unavailable"];
        };
    };
    "apps.register": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AppRequest"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CreatedApp"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthorized"];
            403: components["responses"]["forbidden.account_disabled"];
            408: components["responses"]["request_timeout"];
            409: components["responses"]["app_exists.rs256_unavailable"];
            413: components["responses"]["payload_too_large"];
            431: components["responses"]["headers_too_large"];
            500: components["responses"]["internal"];
            503: components["responses"]["storage_unavailable"];
        };
    };
    "apps.read": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The client id. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AdministeredApp"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthorized"];
            403: components["responses"]["forbidden.account_disabled"];
            404: components["responses"]["not_found"];
            408: components["responses"]["request_timeout"];
            431: components["responses"]["headers_too_large"];
            500: components["responses"]["internal"];
            503: components["responses"]["storage_unavailable"];
        };
    };
    "apps.change": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The client id. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AppChangeRequest"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AdministeredApp"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthorized"];
            403: components["responses"]["forbidden.account_disabled"];
            404: components["responses"]["not_found"];
            408: components["responses"]["request_timeout"];
            409: components["responses"]["app_read_only.rs256_unavailable"];
            413: components["responses"]["payload_too_large"];
            431: components["responses"]["headers_too_large"];
            500: components["responses"]["internal"];
            503: components["responses"]["storage_unavailable"];
        };
    };
    "apps.addSecret": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The client id. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AppSecretRequest"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NewSecret"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthorized"];
            403: components["responses"]["forbidden.account_disabled"];
            404: components["responses"]["not_found"];
            408: components["responses"]["request_timeout"];
            409: components["responses"]["app_read_only.app_is_public.too_many_secrets"];
            413: components["responses"]["payload_too_large"];
            431: components["responses"]["headers_too_large"];
            500: components["responses"]["internal"];
            503: components["responses"]["storage_unavailable"];
        };
    };
    "apps.revokeSecret": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The client id. */
                id: string;
                /** @description As the app lists its secrets. */
                secret_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthorized"];
            403: components["responses"]["forbidden.account_disabled"];
            404: components["responses"]["not_found"];
            408: components["responses"]["request_timeout"];
            409: components["responses"]["app_read_only"];
            413: components["responses"]["payload_too_large"];
            431: components["responses"]["headers_too_large"];
            500: components["responses"]["internal"];
            503: components["responses"]["storage_unavailable"];
        };
    };
    "apps.addApiKey": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The client id. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AppSecretRequest"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NewApiKey"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthorized"];
            403: components["responses"]["forbidden.account_disabled"];
            404: components["responses"]["not_found"];
            408: components["responses"]["request_timeout"];
            409: components["responses"]["app_read_only.too_many_secrets"];
            413: components["responses"]["payload_too_large"];
            431: components["responses"]["headers_too_large"];
            500: components["responses"]["internal"];
            503: components["responses"]["storage_unavailable"];
        };
    };
    "apps.revokeApiKey": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The client id. */
                id: string;
                /** @description As the app lists its API keys. */
                key_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthorized"];
            403: components["responses"]["forbidden.account_disabled"];
            404: components["responses"]["not_found"];
            408: components["responses"]["request_timeout"];
            409: components["responses"]["app_read_only"];
            413: components["responses"]["payload_too_large"];
            431: components["responses"]["headers_too_large"];
            500: components["responses"]["internal"];
            503: components["responses"]["storage_unavailable"];
        };
    };
    "apps.addWebhookSecret": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The client id. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AppSecretRequest"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NewWebhookSecret"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthorized"];
            403: components["responses"]["forbidden.account_disabled"];
            404: components["responses"]["not_found"];
            408: components["responses"]["request_timeout"];
            409: components["responses"]["app_read_only.too_many_secrets"];
            413: components["responses"]["payload_too_large"];
            431: components["responses"]["headers_too_large"];
            500: components["responses"]["internal"];
            503: components["responses"]["storage_unavailable"];
        };
    };
    "apps.revokeWebhookSecret": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The client id. */
                id: string;
                /** @description As the app lists its webhook secrets. */
                secret_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthorized"];
            403: components["responses"]["forbidden.account_disabled"];
            404: components["responses"]["not_found"];
            408: components["responses"]["request_timeout"];
            409: components["responses"]["app_read_only"];
            413: components["responses"]["payload_too_large"];
            431: components["responses"]["headers_too_large"];
            500: components["responses"]["internal"];
            503: components["responses"]["storage_unavailable"];
        };
    };
    "apps.disable": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The client id. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AdministeredApp"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthorized"];
            403: components["responses"]["forbidden.account_disabled"];
            404: components["responses"]["not_found"];
            408: components["responses"]["request_timeout"];
            409: components["responses"]["app_read_only"];
            413: components["responses"]["payload_too_large"];
            431: components["responses"]["headers_too_large"];
            500: components["responses"]["internal"];
            503: components["responses"]["storage_unavailable"];
        };
    };
    "apps.enable": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The client id. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AdministeredApp"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthorized"];
            403: components["responses"]["forbidden.account_disabled"];
            404: components["responses"]["not_found"];
            408: components["responses"]["request_timeout"];
            409: components["responses"]["app_read_only"];
            413: components["responses"]["payload_too_large"];
            431: components["responses"]["headers_too_large"];
            500: components["responses"]["internal"];
            503: components["responses"]["storage_unavailable"];
        };
    };
    "users.list": {
        parameters: {
            query?: {
                /** @description A whole id or Telegram id, or how a name, an e-mail or an @username begins. Such as `ann`. */
                q?: string;
                /** @description Only accounts that are so. */
                status?: "active" | "disabled" | "suspended";
                /** @description How many at once. */
                limit?: number;
                /** @description `next_cursor` of the page before. Such as `0mh5k7xc0gdWgtXl48wGWV2t8KhWhAQ`. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Users"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthorized"];
            403: components["responses"]["forbidden.account_disabled"];
            408: components["responses"]["request_timeout"];
            431: components["responses"]["headers_too_large"];
            500: components["responses"]["internal"];
            503: components["responses"]["storage_unavailable"];
        };
    };
    "users.read": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The account's id. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AdministeredUser"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthorized"];
            403: components["responses"]["forbidden.account_disabled"];
            404: components["responses"]["not_found"];
            408: components["responses"]["request_timeout"];
            431: components["responses"]["headers_too_large"];
            500: components["responses"]["internal"];
            503: components["responses"]["storage_unavailable"];
        };
    };
    "users.erase": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The account's id. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthorized"];
            403: components["responses"]["forbidden.account_disabled"];
            404: components["responses"]["not_found"];
            408: components["responses"]["request_timeout"];
            413: components["responses"]["payload_too_large"];
            431: components["responses"]["headers_too_large"];
            500: components["responses"]["internal"];
            503: components["responses"]["storage_unavailable"];
        };
    };
    "users.disable": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The account's id. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AdministeredUser"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthorized"];
            403: components["responses"]["forbidden.account_disabled"];
            404: components["responses"]["not_found"];
            408: components["responses"]["request_timeout"];
            413: components["responses"]["payload_too_large"];
            431: components["responses"]["headers_too_large"];
            500: components["responses"]["internal"];
            503: components["responses"]["storage_unavailable"];
        };
    };
    "users.enable": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The account's id. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AdministeredUser"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthorized"];
            403: components["responses"]["forbidden.account_disabled"];
            404: components["responses"]["not_found"];
            408: components["responses"]["request_timeout"];
            413: components["responses"]["payload_too_large"];
            431: components["responses"]["headers_too_large"];
            500: components["responses"]["internal"];
            503: components["responses"]["storage_unavailable"];
        };
    };
    "users.listSessions": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The account's id. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UserSessions"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthorized"];
            403: components["responses"]["forbidden.account_disabled"];
            404: components["responses"]["not_found"];
            408: components["responses"]["request_timeout"];
            431: components["responses"]["headers_too_large"];
            500: components["responses"]["internal"];
            503: components["responses"]["storage_unavailable"];
        };
    };
    "users.endSessions": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The account's id. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EndedSessions"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthorized"];
            403: components["responses"]["forbidden.account_disabled"];
            404: components["responses"]["not_found"];
            408: components["responses"]["request_timeout"];
            413: components["responses"]["payload_too_large"];
            431: components["responses"]["headers_too_large"];
            500: components["responses"]["internal"];
            503: components["responses"]["storage_unavailable"];
        };
    };
    "limits.list": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Limits"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthorized"];
            403: components["responses"]["forbidden.account_disabled"];
            408: components["responses"]["request_timeout"];
            431: components["responses"]["headers_too_large"];
            500: components["responses"]["internal"];
            503: components["responses"]["storage_unavailable"];
        };
    };
    "stats.read": {
        parameters: {
            query?: {
                /** @description From this time on; a day before `to` if it is left out. Such as `2030-05-17T11:00:00Z`. */
                from?: string;
                /** @description Before this time; now if it is left out. Such as `2030-05-17T12:00:00Z`. */
                to?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Stats"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthorized"];
            403: components["responses"]["forbidden.account_disabled"];
            408: components["responses"]["request_timeout"];
            431: components["responses"]["headers_too_large"];
            500: components["responses"]["internal"];
            503: components["responses"]["storage_unavailable"];
        };
    };
    "stats.readSeries": {
        parameters: {
            query?: {
                /** @description From this time on; an hour before `to` if it is left out. Such as `2030-05-17T11:00:00Z`. */
                from?: string;
                /** @description Before this time; now if it is left out. Such as `2030-05-17T12:00:00Z`. */
                to?: string;
                /** @description How long a step is: with at most 500 in the period. Such as `60`. */
                step_seconds?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Series"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthorized"];
            403: components["responses"]["forbidden.account_disabled"];
            408: components["responses"]["request_timeout"];
            431: components["responses"]["headers_too_large"];
            500: components["responses"]["internal"];
            503: components["responses"]["storage_unavailable"];
        };
    };
    "audit.list": {
        parameters: {
            query?: {
                /** @description What happened. Such as `admin.circuit_reset`. */
                action?: "sign_in.succeeded" | "sign_in.failed" | "sign_in.locked" | "sign_in.step_up_refused" | "sign_in.guessing_stopped" | "sign_in.denied" | "sign_in.approved" | "sign_in.cancelled" | "session.reuse_detected" | "session.ended" | "session.others_ended" | "session.disowned" | "device.forgotten" | "user.created" | "user.changed" | "user.exported" | "user.deleted" | "user.suspended" | "contact.verified" | "email.verified" | "email.verified_elsewhere" | "app.allowed" | "app.revoked" | "chat.paused" | "admin_key.refused" | "admin.delivery_tested" | "admin.circuit_reset" | "admin.audit_exported" | "admin.webhook_replayed" | "admin.user_disabled" | "admin.user_enabled" | "admin.user_deleted" | "admin.user_sessions_ended" | "admin.app_created" | "admin.app_changed" | "admin.app_secret_created" | "admin.app_secret_revoked" | "admin.app_key_created" | "admin.app_key_revoked" | "admin.app_webhook_secret_created" | "admin.app_webhook_secret_revoked" | "admin.app_disabled" | "admin.app_enabled" | "service.verification_requested" | "service.verification_checked";
                /** @description Who did it: a kind, or `kind:id`. Such as `admin`. */
                actor?: string;
                /** @description What it was done to: `kind:id`. A verification goes by its link id. Such as `bot:987654321`. */
                subject?: string;
                /** @description From this time on. Such as `2030-05-17T12:00:00Z`. */
                from?: string;
                /** @description Before this time. Such as `2030-05-17T12:00:00Z`. */
                to?: string;
                /** @description How many at once. */
                limit?: number;
                /** @description `next_cursor` of the page before. Such as `1893456000000.4711`. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Audit"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthorized"];
            403: components["responses"]["forbidden.account_disabled"];
            408: components["responses"]["request_timeout"];
            431: components["responses"]["headers_too_large"];
            500: components["responses"]["internal"];
            503: components["responses"]["storage_unavailable"];
        };
    };
    "audit.export": {
        parameters: {
            query?: {
                /** @description From this time on. Such as `2030-05-17T12:00:00Z`. */
                from?: string;
                /** @description Before this time. Such as `2030-05-17T12:00:00Z`. */
                to?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/x-ndjson": string;
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthorized"];
            403: components["responses"]["forbidden.account_disabled"];
            408: components["responses"]["request_timeout"];
            431: components["responses"]["headers_too_large"];
            500: components["responses"]["internal"];
            503: components["responses"]["storage_unavailable"];
        };
    };
    "audit.verify": {
        parameters: {
            query?: {
                /** @description `next_after` of the answer before. Such as `10000`. */
                after?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AuditVerdict"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthorized"];
            403: components["responses"]["forbidden.account_disabled"];
            408: components["responses"]["request_timeout"];
            431: components["responses"]["headers_too_large"];
            500: components["responses"]["internal"];
            503: components["responses"]["storage_unavailable"];
        };
    };
    "webhooks.list": {
        parameters: {
            query?: {
                /** @description How far it is. */
                state?: "pending" | "sent" | "failed";
                /** @description What happened. */
                type?: "verification.sent" | "verification.verified" | "verification.failed" | "verification.denied" | "user.created" | "user.deleted";
                /** @description How many at once. */
                limit?: number;
                /** @description `next_cursor` of the page before. Such as `0mh5k7xc0gdWgtXl48wGWV2t8KhWhAQ`. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Webhooks"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthorized"];
            403: components["responses"]["forbidden.account_disabled"];
            408: components["responses"]["request_timeout"];
            431: components["responses"]["headers_too_large"];
            500: components["responses"]["internal"];
            503: components["responses"]["storage_unavailable"];
        };
    };
    "webhooks.replayAll": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ReplayRequest"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Replayed"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthorized"];
            403: components["responses"]["forbidden.account_disabled"];
            408: components["responses"]["request_timeout"];
            413: components["responses"]["payload_too_large"];
            431: components["responses"]["headers_too_large"];
            500: components["responses"]["internal"];
            503: components["responses"]["storage_unavailable"];
        };
    };
    "webhooks.replay": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description As the list of webhooks has it. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Webhook"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthorized"];
            403: components["responses"]["forbidden.account_disabled"];
            404: components["responses"]["not_found"];
            408: components["responses"]["request_timeout"];
            413: components["responses"]["payload_too_large"];
            431: components["responses"]["headers_too_large"];
            500: components["responses"]["internal"];
            503: components["responses"]["storage_unavailable"];
        };
    };
    "now.read": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Now"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthorized"];
            403: components["responses"]["forbidden.account_disabled"];
            408: components["responses"]["request_timeout"];
            431: components["responses"]["headers_too_large"];
            500: components["responses"]["internal"];
            503: components["responses"]["storage_unavailable"];
        };
    };
    "verifications.list": {
        parameters: {
            query?: {
                /** @description How an e-mail, a name or an @username begins that was typed; or a whole link id, chat id, client address, or the reference (`request_id`) that the app shows. Also of people who never came in. Such as `ann@example.org`. */
                q?: string;
                /** @description What it is now. */
                status?: "awaiting_telegram" | "sending" | "sent" | "verified" | "failed" | "expired" | "cancelled" | "locked";
                /** @description Why it failed. */
                reason?: "bot_blocked" | "bot_not_started" | "chat_not_found" | "user_deactivated" | "telegram_timeout" | "internal";
                /** @description The bot's numeric id. Such as `987654321`. */
                bot?: number;
                /** @description Begun from this time on; a day before `to` where neither it nor `q` is given. Such as `2030-05-17T12:00:00Z`. */
                from?: string;
                /** @description Before this time; now if it is left out. Such as `2030-05-17T12:00:00Z`. */
                to?: string;
                /** @description What comes first. */
                sort?: "newest" | "oldest";
                /** @description How many at once. */
                limit?: number;
                /** @description `next_cursor` of the page before: its last verification. Such as `0mh5k7xc0gdWgtXl48wGWV2t8KhWhAQ`. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Verifications"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthorized"];
            403: components["responses"]["forbidden.account_disabled"];
            408: components["responses"]["request_timeout"];
            431: components["responses"]["headers_too_large"];
            500: components["responses"]["internal"];
            503: components["responses"]["storage_unavailable"];
        };
    };
    "verifications.readRequest": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The reference that the app shows, `request_id` of a problem, or the header `X-Request-Id`. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Request"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthorized"];
            403: components["responses"]["forbidden.account_disabled"];
            408: components["responses"]["request_timeout"];
            431: components["responses"]["headers_too_large"];
            500: components["responses"]["internal"];
            503: components["responses"]["storage_unavailable"];
        };
    };
    "verifications.count": {
        parameters: {
            query?: {
                /** @description From this time on; a day before `to` if it is left out. Such as `2030-05-17T11:00:00Z`. */
                from?: string;
                /** @description Before this time; now if it is left out. Such as `2030-05-17T12:00:00Z`. */
                to?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Counts"];
                };
            };
            400: components["responses"]["invalid_request"];
            401: components["responses"]["unauthorized"];
            403: components["responses"]["forbidden.account_disabled"];
            408: components["responses"]["request_timeout"];
            431: components["responses"]["headers_too_large"];
            500: components["responses"]["internal"];
            503: components["responses"]["storage_unavailable"];
        };
    };
}
