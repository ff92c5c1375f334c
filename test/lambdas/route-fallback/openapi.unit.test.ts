import { describe, expect, it } from 'vitest'
import { openApi } from '../../../lambdas/route-fallback/openapi.ts'

describe('GET /openapi.json', () => {
  it.each([
    ['iam', [{ iam: [] }]],
    ['jwt', [{ jwt: [] }]],
    ['none', []],
    [undefined, [{ iam: [] }, { jwt: [] }]],
  ])('names the security that the installation demands: %s', async (auth, security) => {
    const { status, body } = await openApi(auth)
    expect(status).toBe(200)
    expect(body).toMatchObject({ openapi: '3.1.0', security, paths: { '/orders': {} } })
  })
})
