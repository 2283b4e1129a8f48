"""An app to which people sign in by Authlib. It shows what it has learned of them."""

import os

from authlib.integrations.base_client.errors import OAuthError
from authlib.integrations.flask_client import OAuth
from flask import Flask, url_for

PORT = os.environ["PORT"]

app = Flask(__name__)
app.secret_key = os.urandom(32)
# Loopback addresses share cookies across ports.
app.config["SESSION_COOKIE_NAME"] = "authlib"

oauth = OAuth(app)
oauth.register(
    "telega2go",
    client_id=os.environ["CLIENT_ID"],
    client_secret=os.environ["CLIENT_SECRET"],
    server_metadata_url=os.environ["ISSUER"] + "/.well-known/openid-configuration",
    client_kwargs={"scope": "openid profile email offline_access", "code_challenge_method": "S256"},
)


@app.get("/login")
def login():
    return oauth.telega2go.authorize_redirect(url_for("callback", _external=True))


@app.get("/callback")
def callback():
    # Checks state, nonce, issuer, audience, times and signature: the ID token's claims are what `userinfo` holds here.
    tokens = oauth.telega2go.authorize_access_token()
    userinfo = oauth.telega2go.userinfo(token=tokens)
    refreshed = oauth.telega2go.fetch_access_token(grant_type="refresh_token", refresh_token=tokens["refresh_token"])
    return {
        "id_token": tokens["userinfo"],
        "userinfo": userinfo,
        "refreshed": oauth.telega2go.userinfo(token=refreshed),
    }


@app.errorhandler(OAuthError)
def refused(error):
    return f"refused: {error.error}", 400


if __name__ == "__main__":
    app.run(host="localhost", port=int(PORT))
