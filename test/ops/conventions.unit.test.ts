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

/** These change something in an installation. */
const changing = commands.filter(([, command]) => has(command, '--reason')).map(([name]) => name)
/** A file in the checkout, which git shows and takes back. */
const inTheCheckout = ['contracts retire']

/** What they do cannot be taken back by another command, or sends events: they ask first. */
const asking = [
  'breakers reset',
  'drill start',
  'drop',
  'replay',
  'relay redrive',
  'dead-letters retry',
  'dead-letters edit',
].concat([
  'dead-letters archive',
  'dead-letters restore',
  'operations abort',
  'parked release',
  'parked retry',
  'parked skip',
  'parked edit',
])

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

  it.each(commands.filter(([name]) => changing.includes(name) && !inTheCheckout.includes(name)))(
    '%s changes something, so it can be asked what it would do, and its caller can be named',
    (_, command) => {
      expect([has(command, '--dry-run'), has(command, '--as')]).toEqual([true, true])
    },
  )

  it('those that send events, or cannot be taken back, ask first, and scripts can answer', () => {
    const answered = commands.filter(([, command]) => has(command, '--yes')).map(([name]) => name)
    expect(answered.toSorted()).toEqual(asking.toSorted())
  })

  it('a purge wants the name of the consumer typed instead', () => {
    const [, purge] = commands.find(([name]) => name === 'dead-letters purge') ?? []
    expect(purge && [has(purge, '--typed'), has(purge, '--yes')]).toEqual([true, false])
  })
})
