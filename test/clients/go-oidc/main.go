// An app to which people sign in by github.com/coreos/go-oidc. It shows what it has learned of them.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log"
	"net/http"
	"os"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"
)

type app struct {
	provider *oidc.Provider
	verifier *oidc.IDTokenVerifier
	config   oauth2.Config
}

type person struct {
	IDToken   map[string]any `json:"id_token"`
	UserInfo  map[string]any `json:"userinfo"`
	Refreshed map[string]any `json:"refreshed"`
}

func main() {
	provider, err := oidc.NewProvider(context.Background(), os.Getenv("ISSUER"))
	if err != nil {
		log.Fatal(err)
	}
	address := "localhost:" + os.Getenv("PORT")
	a := &app{
		provider: provider,
		verifier: provider.Verifier(&oidc.Config{ClientID: os.Getenv("CLIENT_ID"), SupportedSigningAlgs: []string{oidc.RS256}}),
		config: oauth2.Config{
			ClientID:     os.Getenv("CLIENT_ID"),
			ClientSecret: os.Getenv("CLIENT_SECRET"),
			Endpoint:     provider.Endpoint(),
			RedirectURL:  "http://" + address + "/callback",
			Scopes:       []string{oidc.ScopeOpenID, "profile", "email", oidc.ScopeOfflineAccess},
		},
	}
	http.HandleFunc("/login", a.login)
	http.HandleFunc("/callback", a.callback)
	log.Fatal(http.ListenAndServe(address, nil))
}

func (a *app) login(w http.ResponseWriter, r *http.Request) {
	state, nonce, verifier := oauth2.GenerateVerifier(), oauth2.GenerateVerifier(), oauth2.GenerateVerifier()
	for name, value := range map[string]string{"state": state, "nonce": nonce, "verifier": verifier} {
		http.SetCookie(w, &http.Cookie{Name: name, Value: value, Path: "/", HttpOnly: true, SameSite: http.SameSiteLaxMode})
	}
	http.Redirect(w, r, a.config.AuthCodeURL(state, oidc.Nonce(nonce), oauth2.S256ChallengeOption(verifier)), http.StatusFound)
}

func (a *app) callback(w http.ResponseWriter, r *http.Request) {
	shown, err := a.signIn(r)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	json.NewEncoder(w).Encode(shown)
}

func (a *app) signIn(r *http.Request) (*person, error) {
	ctx, query := r.Context(), r.URL.Query()
	if kept(r, "state") == "" || kept(r, "state") != query.Get("state") {
		return nil, errors.New("state: not the browser that asked")
	}
	if refusal := query.Get("error"); refusal != "" {
		return nil, fmt.Errorf("refused: %s", refusal)
	}
	tokens, err := a.config.Exchange(ctx, query.Get("code"), oauth2.VerifierOption(kept(r, "verifier")))
	if err != nil {
		return nil, fmt.Errorf("exchange: %w", err)
	}
	shown := &person{}
	if err := a.verify(ctx, tokens, kept(r, "nonce"), &shown.IDToken); err != nil {
		return nil, fmt.Errorf("ID token: %w", err)
	}
	if err := a.userInfo(ctx, oauth2.StaticTokenSource(tokens), &shown.UserInfo); err != nil {
		return nil, fmt.Errorf("userinfo: %w", err)
	}
	// Without an access token the source must exchange the refresh token.
	next := a.config.TokenSource(ctx, &oauth2.Token{RefreshToken: tokens.RefreshToken})
	if err := a.userInfo(ctx, next, &shown.Refreshed); err != nil {
		return nil, fmt.Errorf("refresh: %w", err)
	}
	return shown, nil
}

func (a *app) verify(ctx context.Context, tokens *oauth2.Token, nonce string, claims *map[string]any) error {
	raw, _ := tokens.Extra("id_token").(string)
	idToken, err := a.verifier.Verify(ctx, raw)
	if err != nil {
		return err
	}
	if idToken.Nonce != nonce {
		return errors.New("the nonce is another")
	}
	return idToken.Claims(claims)
}

func (a *app) userInfo(ctx context.Context, source oauth2.TokenSource, claims *map[string]any) error {
	info, err := a.provider.UserInfo(ctx, source)
	if err != nil {
		return err
	}
	return info.Claims(claims)
}

func kept(r *http.Request, name string) string {
	cookie, err := r.Cookie(name)
	if err != nil {
		return ""
	}
	return cookie.Value
}
