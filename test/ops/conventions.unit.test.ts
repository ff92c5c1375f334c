import type { Command } from 'commander'
import { describe, expect, it } from 'vitest'
import { opsProgram } from '../../ops/commands.ts'

/** Every command by its name with those above it, `dead-letters retry`. */
function commandsOf(command: Command, above: readonly string[] = []): [string, Command][] {
  const own = command.commands.filter((one) => one.name() !== 'help')
  if (own.length === 0) return [[above.join(' '), command]]
  return own.flatMap((one) => commandsOf(one, [...above, one.name()]))
}

const commands = commandsOf(opsProgram())
const has = (command: Command, option: string) => command.options.some(({ long }) => long === option)

function helpOf(command: Command): string {
  const parts: string[] = []
  command.configureOutput({ writeOut: (text) => void parts.push(text) })
  command.outputHelp()
  return parts.join('')
}

/** These serve people, or write files: there is no data of theirs to print. */
const withoutData = [
  'console',
  'import-map',
  'catalog build',
  'contracts release',
  'contracts retire',
  'contracts openapi',
].concat(['contracts openapi-types', 'contracts catalog', 'contracts asyncapi'])

/** These only look. `dead-letters list` gives what died without a cause its record besides, as docs/on-call.md says. */
const looking = [
  ...['status', 'tail', 'logs', 'trace', 'doctor', 'verify', 'generations', 'can-i-deploy', 'cost', 'console'],
  ...['breakers list', 'consumers list', 'drill list', 'relay list', 'schedules list', 'audit list'],
  ...['operations list', 'operations show', 'parked list', 'parked show', 'dead-letters list', 'dead-letters show'],
]

/** These change something in an installation. `asks`: it sends events, or no other command takes it back; `free`: why it asks nobody. */
const changing: Readonly<Record<string, 'asks' | { readonly free: string }>> = {
  'breakers reset': 'asks',
  'consumers pause': { free: 'consumers resume takes it back' },
  'consumers resume': { free: 'consumers pause takes it back' },
  'consumers drain': { free: 'it ends in a pause' },
  'consumers keep': { free: 'it does again what a pause did' },
  'dead-letters retry': 'asks',
  'dead-letters edit': 'asks',
  'dead-letters archive': 'asks',
  'dead-letters restore': 'asks',
  'dead-letters purge': { free: 'it wants the name of the consumer typed' },
  'dead-letters acknowledge': { free: 'a note for people' },
  'dead-letters resolve': { free: 'a note for people' },
  'dead-letters ignore': { free: 'a note for people' },
  'dead-letters reopen': { free: 'a note for people' },
  'dead-letters note': { free: 'a note for people' },
  'drill start': 'asks',
  'drill end': { free: 'the consumer works again' },
  drop: 'asks',
  'operations pause': { free: 'operations resume takes it back' },
  'operations resume': 'asks',
  'operations abort': 'asks',
  'parked release': 'asks',
  'parked retry': 'asks',
  'parked skip': 'asks',
  'parked edit': 'asks',
  rebuild: { free: 'switch takes it back: the former generation stays' },
  'relay redrive': 'asks',
  replay: 'asks',
  switch: { free: 'a switch to the former generation takes it back' },
}

/** These are about the checkout and its contracts: files, which git shows and takes back. */
const aboutCheckout = /^(contracts|catalog|import-map)( |$)/

describe('the conventions of every command of ops', () => {
  // What belongs to the checkout alone is shown in docs/changing-an-event.md.
  it.each(commands.filter(([name]) => !name.startsWith('contracts ')))(
    '%s has a help with examples',
    (name, command) => {
      expect(helpOf(command)).toContain(`Examples:\n  npm run ops -- ${name}`)
    },
  )

  it.each(commands.filter(([name]) => !withoutData.includes(name)))('%s prints data for scripts', (_, command) => {
    expect(has(command, '--json')).toBe(true)
  })

  it('each looks, or changes something, or is about the checkout', () => {
    const names = commands.map(([name]) => name).filter((name) => !aboutCheckout.test(name))
    expect([...looking, ...Object.keys(changing)].toSorted()).toEqual(names.toSorted())
  })

  it.each(commands.filter(([name]) => Object.hasOwn(changing, name)))(
    '%s changes something, so it can be asked what it would do, and its caller and the reason can be given',
    (_, command) => {
      const given = ['--dry-run', '--as', '--reason'].filter((option) => !has(command, option))
      expect(given).toEqual([])
    },
  )

  it('those that send events, or cannot be taken back, ask first, and scripts can answer', () => {
    const answered = commands.filter(([, command]) => has(command, '--yes')).map(([name]) => name)
    const asking = Object.keys(changing).filter((name) => changing[name] === 'asks')
    expect(answered.toSorted()).toEqual(asking.toSorted())
  })

  it('a purge wants the name of the consumer typed instead', () => {
    const [, purge] = commands.find(([name]) => name === 'dead-letters purge') ?? []
    expect(purge && [has(purge, '--typed'), has(purge, '--yes')]).toEqual([true, false])
  })
})
