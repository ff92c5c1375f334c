import { generateKeyPair, SignJWT } from 'jose'
import { beforeEach, describe, expect, it } from 'vitest'
import { authorize } from '../../../local/http-api/authorizer.ts'
import { createTokenAuthority, tokenPage } from '../../../local/http-api/index.ts'
import type { TokenAuthority } from '../../../local/http-api/token-authority.ts'

const rules = { issuer: 'https://issuer.example.com/', audience: ['shop', 'app'] }
let now: number
let tokens: TokenAuthority
beforeEach(() => {
  now = Date.parse('2026-04-28T10:30:00.000Z')
  tokens = createTokenAuthority({ now: () => now })
})

const claims = { sub: 'ada', customer_id: 'cust_ada' }
const seconds = () => Math.floor(now / 1000)

describe('a token', () => {
  it('is taken, and its claims are handed on as text', async () => {
    const token = await tokens.issue(claims, rules, 60)
    const authorizer = await authorize({ authorization: rules }, `Bearer ${token}`, { accountId: '1', tokens })
    expect(authorizer).toEqual({
      jwt: {
        claims: { ...claims, iss: rules.issuer, aud: 'shop', iat: `${seconds()}`, exp: `${seconds() + 60}` },
        scopes: null,
      },
    })
  })

  it.each<[string, () => Promise<string | undefined>]>([
    ['is missing', async () => undefined],
    ['is no token', async () => 'Bearer nonsense'],
    ['is another kind of credential', async () => 'Basic YWRhOnNlY3JldA=='],
    [
      'has expired',
      async () => {
        const token = await tokens.issue(claims, rules, 60)
        now += 61_000
        return token
      },
    ],
    [
      'is of the future',
      async () => {
        const token = await tokens.issue(claims, rules, 60)
        now -= 10_000
        return token
      },
    ],
    ['comes from another issuer', () => tokens.issue(claims, { ...rules, issuer: 'https://other.example.com/' }, 60)],
    ['is for another audience', () => tokens.issue(claims, { ...rules, audience: ['elsewhere'] }, 60)],
    [
      'is signed by someone else',
      async () =>
        new SignJWT(claims)
          .setProtectedHeader({ alg: 'RS256', kid: 'local' })
          .setIssuer(rules.issuer)
          .setAudience('shop')
          .setExpirationTime(seconds() + 60)
          .sign((await generateKeyPair('RS256')).privateKey),
    ],
    [
      'was changed on the way',
      async () => {
        const [header, , signature] = (await tokens.issue(claims, rules, 60)).split('.')
        const payload = { ...claims, iss: rules.issuer, aud: 'shop', exp: seconds() + 60, customer_id: 'cust_eve' }
        return [header, Buffer.from(JSON.stringify(payload)).toString('base64url'), signature].join('.')
      },
    ],
    [
      'is not signed at all',
      async () => {
        const [, payload] = (await tokens.issue(claims, rules, 60)).split('.')
        return `${Buffer.from('{"alg":"none"}').toString('base64url')}.${payload}.`
      },
    ],
  ])('is refused when it %s', async (_why, make) => {
    const header = await make()
    expect(await authorize({ authorization: rules }, header, { accountId: '1', tokens })).toBe('refused')
  })
})

describe('the page that hands out tokens', () => {
  it('makes claims of its query', async () => {
    const page = tokenPage(tokens, () => rules)
    const answer = await page(new URLSearchParams({ customer_id: 'cust_ada', expires_in: '5' }))
    expect(answer).toMatchObject({ token_type: 'Bearer', expires_in: 5 })
    const verified = await tokens.verify(answer.access_token, rules)
    expect(verified).toMatchObject({ customer_id: 'cust_ada', exp: `${seconds() + 5}` })
    expect(verified).not.toHaveProperty('expires_in')
  })

  it.each(['0', '-1', '86401', 'soon', '1.5', ''])('refuses a life of "%s" seconds', async (expires_in) => {
    const asked = tokenPage(tokens, () => rules)(new URLSearchParams({ expires_in }))
    await expect(asked).rejects.toThrow(`expires_in is "${expires_in}", allowed are 1 to 86400 seconds.`)
  })

  it('says so when no route takes tokens', async () => {
    await expect(tokenPage(tokens, () => undefined)(new URLSearchParams())).rejects.toThrow(
      'No route of this stack takes tokens.',
    )
  })
})
