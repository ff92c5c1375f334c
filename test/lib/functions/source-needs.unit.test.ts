import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { assertDeclared, type Granted } from '../../../lib/functions/assert-declared.ts'
import { sourceNeeds } from '../../../lib/functions/source-needs.ts'

let root: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'needs-'))
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

const write = (file: string, text: string) => {
  mkdirSync(dirname(join(root, file)), { recursive: true })
  writeFileSync(join(root, file), text)
}
const check = (granted: Partial<Granted>) => () =>
  assertDeclared('Consumer labels', sourceNeeds(root, 'labels/handler.ts'), { uses: {}, environment: {}, ...granted })

describe('a function whose declaration lacks what its source uses', () => {
  it.each<[call: string, message: string, granted: Partial<Granted>]>([
    [
      "variable('STATE_TABLE')",
      "Consumer labels: lambdas/labels/labels.ts calls variable('STATE_TABLE'), and this function does not get that variable: it is set for a function that declares uses: { table }, of a service that declares table.",
      { environment: { STATE_TABLE: 't' } },
    ],
    [
      'effects.append(place, drafts)',
      "Consumer labels: lambdas/labels/labels.ts calls effects.append, and the declaration does not allow it: add uses: { eventStore: 'append' }",
      { uses: { eventStore: 'append' } },
    ],
    [
      'await decideAndAppendNew(parcel, id, command, context)',
      "uses: { eventStore: 'append' }",
      { uses: { eventStore: 'append' } },
    ],
    ['effects.send(sendParcel, data)', 'add uses: { commands: true }', { uses: { commands: true } }],
    [
      'systemEventStore(environment)',
      'it is set for a function that declares uses: { eventStore } or { facts }',
      { environment: { EVENT_TABLE: 't' } },
    ],
    [
      'await context.eventStore.load(parcel, id)',
      'lambdas/labels/labels.ts calls context.eventStore.load, and this function does not get that variable: it is set for a function that declares uses: { eventStore }',
      { environment: { EVENT_TABLE: 't' } },
    ],
    ['{ const { append } = effects }', "add uses: { eventStore: 'append' }", { uses: { eventStore: 'append' } }],
    ['{ const { send } = context.effects }', 'add uses: { commands: true }', { uses: { commands: true } }],
    [
      "breaker('carrier').run(call)",
      'the declaration has no such breaker: add "carrier" to its breakers',
      { breakers: ['carrier'] },
    ],
    [
      "const key = secret('payment-provider')",
      "Consumer labels: lambdas/labels/labels.ts calls secret('payment-provider'), and the declaration does not allow it: add uses: { secrets: ['payment-provider'] }",
      { uses: { secrets: ['payment-provider'] } },
    ],
    [
      "secret('payment-provider', z.object({ key: z.string() }))",
      "add uses: { secrets: ['payment-provider'] }",
      { uses: { secrets: ['other', 'payment-provider'] } },
    ],
    [
      "secret(\n  'payment-provider',\n  z.object({ key: z.string() }),\n)",
      "lambdas/labels/labels.ts calls secret('payment-provider'), and the declaration does not allow it",
      { uses: { secrets: ['payment-provider'] } },
    ],
    [
      "ownVariable('PROVIDER_URL')",
      "Consumer labels: lambdas/labels/labels.ts calls ownVariable('PROVIDER_URL'), and the declaration does not allow it: add uses: { variables: { PROVIDER_URL: {} } }",
      { uses: { variables: { PROVIDER_URL: { default: 'x' } } } },
    ],
  ])('%s is told what to declare', (call, message, granted) => {
    write(
      'lambdas/labels/handler.ts',
      "import { consumer } from './consumer.ts'\nimport { handlers } from './labels.ts'\n",
    )
    write('lambdas/labels/consumer.ts', 'export const consumer = 1')
    write('lambdas/labels/labels.ts', `export const handlers = () => ${call}\n`)
    expect(check({})).toThrow(message)
    expect(check(granted)).not.toThrow()
  })

  it.each([
    ['./labels', 'labels.ts'],
    ['./printing', 'printing/index.ts'],
    ['./printing/', 'printing/index.ts'],
  ])('is found where an import says %s, as the bundler finds it', (imported, file) => {
    write('lambdas/labels/handler.ts', `import { print } from '${imported}'`)
    write(`lambdas/labels/${file}`, 'effects.send(sendParcel, data)')
    expect(check({})).toThrow(`lambdas/labels/${file} calls effects.send`)
  })

  it('leaves a folder that the bundler cannot load to the bundler, which names the import', () => {
    write('lambdas/labels/handler.ts', "import './printing'")
    write('lambdas/labels/printing/print.ts', 'effects.send(sendParcel, data)')
    expect(check({})).not.toThrow()
  })

  it('need not declare what only stands in comments, types, other functions or the runtime', () => {
    write(
      'lambdas/labels/handler.ts',
      `import type { Labels } from './labels.ts'
import { run } from '../runtime/run.ts'
import { gone } from "./gone.ts"
// Not effects.append( here.
/* variable('STATE_TABLE') */
export const handler = 1
`,
    )
    write('lambdas/labels/labels.ts', 'export const other = (effects) => effects.send(a, b)')
    write('lambdas/runtime/run.ts', "variable('COMMAND_TABLE')")
    expect(check({})).not.toThrow()
  })
})
