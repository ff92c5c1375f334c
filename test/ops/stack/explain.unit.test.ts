import { describe, expect, it } from 'vitest'
import { explain } from '../../../ops/stack/explain.ts'

const failure = (name: string, message: string, code?: string) =>
  Object.assign(new Error(message), { name, ...(code && { code }) })
const where = { endpoint: undefined, region: 'eu-central-1', others: [] }

describe('a stack that cannot be read comes with what to do about it', () => {
  it.each<[string, Error, Partial<Parameters<typeof explain>[1]>, RegExp]>([
    [
      'no credentials',
      failure('CredentialsProviderError', 'Could not load credentials from any providers'),
      {},
      /aws sso login/,
    ],
    ['expired ones', failure('ExpiredToken', 'The security token included in the request is expired'), {}, /expired/],
    [
      'unknown ones',
      failure('InvalidClientTokenId', 'The security token is invalid.'),
      {},
      /does not know these credentials/,
    ],
    ['without permission', failure('AccessDenied', 'User x is not authorized'), {}, /may not look/],
    ['no region', failure('Error', 'Region is missing'), { region: undefined }, /--region/],
    [
      'no such region',
      failure('Error', 'getaddrinfo ENOTFOUND cloudformation.mars-1.amazonaws.com', 'ENOTFOUND'),
      { region: 'mars-1' },
      /mars-1/,
    ],
    [
      'nothing at the endpoint',
      failure('Error', 'connect ECONNREFUSED 127.0.0.1:9', 'ECONNREFUSED'),
      { endpoint: 'http://127.0.0.1:9' },
      /npm start/,
    ],
    [
      'another stack',
      failure('ValidationError', 'Stack with id X does not exist'),
      { others: ['EventPipeline-dev'] },
      /There are: EventPipeline-dev/,
    ],
    ['another region', failure('ValidationError', 'Stack with id X does not exist'), {}, /deployed in eu-central-1/],
  ])('%s', (_, error, change, hint) => expect(explain(error, { ...where, ...change })).toMatch(hint))

  it('and with nothing where nobody knows better than AWS', () => {
    expect(explain(failure('InternalFailure', 'We are sorry.'), where)).toBe('')
  })
})
