import { describe, expect, it } from 'vitest'
import { transform, transformerProblems } from '../../../local/eventbridge/input-transformer.ts'

const event = { detail: { instance: 'i-1', count: 3, tags: { a: '"' }, none: null } }
const paths = { instance: '$.detail.instance', count: '$.detail.count', tags: '$.detail.tags', gone: '$.detail.gone' }
const of = (InputTemplate: string) => transform({ InputPathsMap: paths, InputTemplate }, event)

describe('an input transformer', () => {
  // As https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html shows it.
  it('writes a variable by itself as JSON, and in quotation marks as its text', () => {
    expect(of('{"a":<instance>,"b":<count>,"c":<tags>}')).toBe('{"a":"i-1","b":3,"c":{"a":"\\""}}')
    expect(of('{"a":"<instance> of <count>","b":"\\"<instance>\\""}')).toBe('{"a":"i-1 of 3","b":"\\"i-1\\""}')
    expect(of('"<instance> is there"')).toBe('"i-1 is there"')
  })

  it.each([
    [{ InputTemplate: '{"a":<other>}' }, 'placeholder other has no entry in InputPathsMap'],
    [{ InputTemplate: '{"a":<instance>' }, 'the template is not valid JSON'],
    [{ InputTemplate: '{"a":<aws.events.rule-name>}' }, 'not supported by the local runtime'],
    [{ InputPathsMap: { 'aws.x': '$.id' } }, 'the name aws.x is reserved'],
    [{ InputPathsMap: { x: "$['id']" } }, 'is not a JSON path in dot notation'],
    [{ InputPathsMap: Object.fromEntries(Array.from({ length: 101 }, (_, n) => [`n${n}`, '$.id'])) }, '101 entries'],
  ])('is refused as %j', (wrong, message) => {
    const given = { InputPathsMap: paths, InputTemplate: '{"a":<instance>}', ...wrong }
    expect([...transformerProblems('T', given)].join()).toContain(message)
  })
})
