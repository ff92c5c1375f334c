import { describe, expect, it } from 'vitest'
import { capturedBy } from '../../../ops/contracts/schema/captured.ts'
import { isKnownCheck, WHERE } from '../../../ops/contracts/schema/code-checks.ts'
import { onOneLine, variablesIn } from '../../../ops/contracts/schema/tokens.ts'

const MOST = 3
const allowed = new Set(['a'])

describe('what a check reads from around it', () => {
  it('is found by its name, wherever it was declared', () => {
    const least = 1
    const check = (value: string) => value.length >= least && value.length <= MOST && allowed.has(value)
    expect(Object.fromEntries(capturedBy(check))).toEqual({ least: 1, MOST: 3, allowed: new Set(['a']) })
  })

  it('is the innermost one of a name', () => {
    const named = (most: number) => () => most
    const most = 5
    expect([most, ...capturedBy(named(2)).values()]).toEqual([5, 2])
  })

  it('leaves out globals, fields, and what only a text mentions', () => {
    const check = (value: { readonly MOST: string }) => Number(value.MOST) > 0 && 'allowed' !== value.MOST
    expect([...capturedBy(check)]).toEqual([])
  })
})

describe('the text of a check', () => {
  it('keeps white space within a literal, a pattern and a template, and no other', () => {
    expect(onOneLine("(v) =>\n    v === 'a  b' &&\t/x  y/.test(`c  d`)")).toBe(
      "(v) => v === 'a  b' && /x  y/.test(`c  d`)",
    )
    expect(onOneLine("(v) => v === 'a b'")).not.toBe(onOneLine("(v) => v === 'a  b'"))
    expect(onOneLine('(v) => `a\nb`')).toBe('(v) => `a\\nb`')
  })

  it('tells variables behind an apostrophe in a pattern or a comment', () => {
    const check = (v: string) => /'/.test(v) || (v.length <= MOST && v !== 'q')
    expect(Object.fromEntries(capturedBy(check))).toEqual({ MOST: 3 })
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the text is a template.
    expect([...variablesIn("(v) => /* it's */ `${most}` + v.least?.x + {...rest}.a")]).toEqual(['v', 'most', 'rest'])
  })

  it('that is no JavaScript is taken as it is', () => {
    expect(onOneLine('no "text\nthat ends')).toBe('no "text\\nthat ends')
    expect([...variablesIn('no "text that ends')]).toEqual(['no', 'text', 'that', 'ends'])
  })
})

describe('a check that was released', () => {
  const text = '(value) => value.length <= most'

  it('is the same only with the same values', () => {
    expect(isKnownCheck(`${text}${WHERE}most = 5`, [`${text}${WHERE}most = 5`])).toBe(true)
    expect(isKnownCheck(`${text}${WHERE}most = 5`, [`${text}${WHERE}most = 3`])).toBe(false)
  })

  it('is the same however it is formatted, and whatever a comment says', () => {
    expect(isKnownCheck("custom: (v)=>v === 'a  b'", ["custom: ( v ) => /* why */ v === 'a  b'"])).toBe(true)
    expect(isKnownCheck("custom: (v) => v === 'a b'", ["custom: (v) => v === 'a  b'"])).toBe(false)
    expect(isKnownCheck('custom: (ab) => 1', ['custom: (a b) => 1'])).toBe(false)
  })

  it('is known by its text alone where the release did not keep values', () => {
    expect(isKnownCheck(`${text}${WHERE}most = 5`, [text])).toBe(true)
    expect(isKnownCheck(text, [`${text}${WHERE}most = 5`])).toBe(true)
  })
})
