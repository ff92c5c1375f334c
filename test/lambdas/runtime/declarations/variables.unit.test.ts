import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { VARIABLES } from '../../../../lambdas/runtime/declarations/variables.ts'

const root = join(import.meta.dirname, '..', '..', '..', '..')
const declarations = 'lambdas/runtime/declarations'

const textsIn = (folder: string, except: readonly string[] = []): string =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .map((file) => join(folder, file))
    .filter((file) => file.endsWith('.ts') && !except.some((path) => file.startsWith(path)))
    .map((file) => readFileSync(join(root, file), 'utf8'))
    .join('\n')

// A kind of span is called like the variable of a consumer.
const functions = textsIn('lambdas', [declarations]).replace(/kind: '\w+'|'PRODUCER' \| 'CONSUMER'/g, '')
// The checks of a template and its estimates look at what is set; they set nothing.
const infrastructure = textsIn('lib', ['lib/validation', 'lib/estimates'])

/** Some names are used by way of a constant, such as `WAITING_PLACES_VARIABLE`. */
const constants = new Map(
  [...textsIn(declarations).matchAll(/export const (\w+_VARIABLE) = '(\w+)'/g)].map(([, constant, name]) => [
    name,
    constant,
  ]),
)

const isIn = (text: string, name: string): boolean =>
  [name, constants.get(name)].some((token) => token !== undefined && new RegExp(`\\b${token}\\b`).test(text))

/** No code of ours reads these in a function. */
const READ_ELSEWHERE: Readonly<Record<string, string>> = {
  POWERTOOLS_LOG_LEVEL: 'the library itself reads it',
  CONSUMER: 'checks of the template find the function of a consumer by it',
}

describe('the environment variables of functions', () => {
  it.each(Object.keys(VARIABLES))('%s is set by the infrastructure and read by a function', (name) => {
    expect(isIn(infrastructure, name)).toBe(true)
    expect(isIn(functions, name)).toBe(!(name in READ_ELSEWHERE))
  })
})
