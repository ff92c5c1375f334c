/** CorsConfiguration of AWS::ApiGatewayV2::Api. */
export interface CorsConfiguration {
  AllowOrigins?: string[]
  AllowMethods?: string[]
  AllowHeaders?: string[]
  ExposeHeaders?: string[]
  /** Seconds. */
  MaxAge?: number
  AllowCredentials?: boolean
}

/** The headers of an answer to a request of `origin`; none when that origin is not allowed. */
export function corsHeaders(
  configuration: CorsConfiguration | undefined,
  origin: string | undefined,
  preflight: boolean,
): Record<string, string> {
  if (!configuration || !origin) return {}
  const { AllowOrigins = [], AllowMethods, AllowHeaders, ExposeHeaders, MaxAge, AllowCredentials } = configuration
  const allowed = AllowOrigins.find((pattern) => pattern === '*' || matchesOrigin(pattern, origin))
  if (!allowed) return {}
  return {
    'access-control-allow-origin': allowed === '*' ? '*' : origin,
    ...(allowed !== '*' && { vary: 'Origin' }),
    ...(AllowCredentials && { 'access-control-allow-credentials': 'true' }),
    ...(ExposeHeaders && { 'access-control-expose-headers': ExposeHeaders.join(',') }),
    ...(preflight && AllowMethods && { 'access-control-allow-methods': AllowMethods.join(',') }),
    ...(preflight && AllowHeaders && { 'access-control-allow-headers': AllowHeaders.join(',') }),
    ...(preflight && MaxAge !== undefined && { 'access-control-max-age': String(MaxAge) }),
  }
}

/** `https://*` and `http://*` stand for every origin of that scheme. */
function matchesOrigin(pattern: string, origin: string): boolean {
  return pattern.endsWith('://*') ? origin.startsWith(pattern.slice(0, -1)) : pattern === origin
}
