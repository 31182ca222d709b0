/** Companies whose accounts people sign in with. */
export type OAuthProviderName = 'google' | 'github';

export interface OAuthProfile {
  /** The account's number there, which never changes. */
  readonly subject: string;
  readonly name: string;
  /** In lower case; null unless the company has seen that it is theirs. */
  readonly email: string | null;
}

interface RoundTrip {
  /** PKCE (RFC 7636): shows that who brings the code is who asked for it. */
  readonly codeVerifier: string;
  /** Where the company sends people back to. */
  readonly redirectUri: string;
}

export interface OAuthProvider {
  /** Where to send somebody. */
  authorizationUrl(trip: RoundTrip & { readonly state: string }): Promise<string>;
  /** Who came back with this code; null when the company does not accept it. */
  profile(trip: RoundTrip & { readonly code: string }): Promise<OAuthProfile | null>;
}

/** Those that are set up here. */
export type OAuthProviders = Readonly<Partial<Record<OAuthProviderName, OAuthProvider>>>;
