import type { APIGatewayProxyEventV2 } from 'aws-lambda'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { callerOf } from '../../../../lambdas/runtime/http/caller.ts'
import { anyCharacter } from '../../../support/any-text.ts'

const request = (userAgent: string, userArn: string) =>
  ({
    requestContext: { http: { sourceIp: '127.0.0.1', userAgent }, authorizer: { iam: { userArn } } },
  }) as unknown as APIGatewayProxyEventV2

describe('what a caller says of itself', () => {
  test('is well-formed text of bounded length, whatever it was, also when a cut falls into a surrogate pair', () => {
    const texts = fc.oneof(
      fc.string({ unit: anyCharacter }),
      fc.nat(3).map((before) => 'x'.repeat(before) + '\u{1f381}'.repeat(300)),
    )
    fc.assert(
      fc.property(texts, texts, (userAgent, userArn) => {
        const caller = callerOf(request(userAgent, userArn), { auth: 'iam' })
        for (const [text, length] of [
          [caller.userAgent ?? '', 512],
          [caller.userId ?? '', 256],
        ] as const) {
          expect(text.isWellFormed()).toBe(true)
          expect(text.length).toBeLessThanOrEqual(length)
        }
      }),
      { numRuns: 300 },
    )
  })
})
