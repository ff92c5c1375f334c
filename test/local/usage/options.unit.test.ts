import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { notEmpty, oneOf, portNumber, readOptions, readWith, wholeNumber } from '../../../local/usage/options.ts'
import { UsageError } from '../../../local/usage/usage-error.ts'
import { anyCharacter } from '../../support/any-text.ts'

const options = {
  port: { type: 'string', default: '3000' },
  data: { type: 'string' },
  exit: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const

describe('the options of a command line', () => {
  it('have their defaults', () => {
    expect(readOptions([], options)).toEqual({ port: '3000', data: undefined, exit: false, help: false })
    expect(readOptions(['--port=1', '--data', 'here', '--exit', '-h'], options)).toEqual({
      port: '1',
      data: 'here',
      exit: true,
      help: true,
    })
  })

  it.each<[readonly string[], RegExp]>([
    [['--colour'], /Unknown option '--colour'/],
    [['start'], /Unexpected argument 'start'/],
    [['--port'], /'--port <value>' argument missing/],
    [['--port', '--exit'], /'--port' argument is ambiguous/],
    [['--exit=yes'], /'--exit' does not take an argument/],
    [['--port', '1', '--port=2'], /^--port is given twice\.$/],
    [['--exit', '--exit'], /^--exit is given twice\.$/],
    [['--__proto__', 'x'], /Unknown option/],
  ])('%j is refused in one line', (args, message) => {
    expect(() => readOptions(args, options)).toThrow(UsageError)
    expect(() => readOptions(args, options)).toThrow(message)
    expect(() => readOptions(args, options)).not.toThrow(/\n/)
  })

  it.each([['--port', '-1'], ['--port=-1']])(
    'a negative number gets to the check that says what is allowed: %j',
    (...args) => {
      const { port } = readOptions(args, options)
      expect(() => wholeNumber('--port', port, 1, 9)).toThrow('--port is "-1", allowed are whole numbers from 1 to 9.')
    },
  )

  it('never fail otherwise, whatever stands there', () => {
    const word = fc.oneof(
      fc.constantFrom('--port', '--data', '--exit', '-h', '--', '-', ''),
      fc.string({ unit: anyCharacter }),
    )
    fc.assert(
      fc.property(fc.array(word, { maxLength: 6 }), (args) => {
        try {
          expect(Object.keys(readOptions(args, options))).toEqual(Object.keys(options))
        } catch (error) {
          expect(error).toBeInstanceOf(UsageError)
        }
      }),
    )
  })
})

describe('values', () => {
  it.each(['', ' ', ' 1', '1 ', '+1', '-1', '0x1f90', '1e4', '1.0', '1_000', '٣', 'NaN', '65536', '9'.repeat(400)])(
    '%j is not a port',
    (text) =>
      expect(() => portNumber('--port', text)).toThrow(`--port is "${text}", allowed are whole numbers from 0 to`),
  )

  it('are whole numbers when they are written in digits and within bounds', () => {
    fc.assert(
      fc.property(fc.oneof(fc.integer().map(String), fc.double().map(String), fc.string()), (text) => {
        const isAllowed = /^[0-9]+$/.test(text) && Number(text) >= 1 && Number(text) <= 1000
        if (isAllowed) expect(wholeNumber('--n', text, 1, 1000)).toBe(Number(text))
        else expect(() => wholeNumber('--n', text, 1, 1000)).toThrow(UsageError)
      }),
    )
    expect(() => wholeNumber('--n', '0', 1)).toThrow('--n is "0", allowed are whole numbers from 1.')
  })

  it('are named when they are empty or unknown, or a parser refuses them', () => {
    expect(() => notEmpty('--data', ' ')).toThrow('--data is empty.')
    expect(notEmpty('--data', undefined)).toBeUndefined()
    expect(() => oneOf('--kind', 'c', ['a', 'b'])).toThrow('--kind is "c", allowed are a, b.')
    const parse = () => {
      throw new Error('It makes no sense')
    }
    expect(() => readWith('--faults', parse)).toThrow('--faults: It makes no sense')
  })
})
