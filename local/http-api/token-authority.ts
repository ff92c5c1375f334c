import type { JWTPayload } from 'jose'
import type { Clock } from '../ports.ts'

/** The demands of a JWT authorizer on a token. */
export interface TokenRules {
  /** Claim `iss`. */
  issuer: string
  /** One of them has to be the claim `aud`, or `client_id` of a token without audience. */
  audience: string[]
}

/** In the stead of every issuer: the same checks as API Gateway's, with a key of its own that ends with the process. */
export interface TokenAuthority {
  /** @param seconds until the token expires. */
  issue(claims: Readonly<Record<string, string>>, rules: TokenRules, seconds: number): Promise<string>
  /** The claims as an event carries them, all of them text; undefined for a token that is not to be trusted. */
  verify(token: string, rules: TokenRules): Promise<Record<string, string> | undefined>
}

/** API Gateway takes RSA only. */
const ALGORITHM = 'RS256'
const KEY_ID = 'local'

export function createTokenAuthority(clock: Clock): TokenAuthority {
  // Loaded and made when first needed: most stacks take no tokens, and an RSA key takes its time.
  const open = once(async () => {
    const jose = await import('jose')
    return { jose, keys: await jose.generateKeyPair(ALGORITHM) }
  })
  return {
    async issue(claims, { issuer, audience: [audience = ''] }, seconds) {
      const { jose, keys } = await open()
      const now = Math.floor(clock.now() / 1000)
      return new jose.SignJWT({ ...claims })
        .setProtectedHeader({ alg: ALGORITHM, kid: KEY_ID, typ: 'JWT' })
        .setIssuer(issuer)
        .setAudience(audience)
        .setIssuedAt(now)
        .setExpirationTime(now + seconds)
        .sign(keys.privateKey)
    },

    async verify(token, { issuer, audience }) {
      const { jose, keys } = await open()
      try {
        const { payload, protectedHeader } = await jose.jwtVerify(token, keys.publicKey, {
          algorithms: [ALGORITHM],
          issuer,
          requiredClaims: ['exp'],
          currentDate: new Date(clock.now()),
        })
        const isKnown = protectedHeader.kid === KEY_ID && audiencesOf(payload).some((one) => audience.includes(one))
        const isIssued = (payload.iat ?? 0) * 1000 <= clock.now()
        return isKnown && isIssued ? asText(payload) : undefined
      } catch (error) {
        if (error instanceof jose.errors.JOSEError) return undefined
        throw error
      }
    },
  }
}

const audiencesOf = ({ aud, client_id }: JWTPayload): string[] =>
  [aud ?? client_id].flat().filter((one) => typeof one === 'string')

/** As API Gateway writes them: a list in brackets, its members apart by spaces; null is left out. */
const asText = (payload: JWTPayload): Record<string, string> =>
  Object.fromEntries(
    Object.entries(payload)
      .filter(([, value]) => value !== null)
      .map(([name, value]) => [name, claimText(value)]),
  )

function claimText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.join(' ')}]`
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

function once<Value>(make: () => Promise<Value>): () => Promise<Value> {
  let made: Promise<Value> | undefined
  return () => (made ??= make())
}
