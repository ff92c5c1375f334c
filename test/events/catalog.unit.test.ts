import { describe, expect, it } from 'vitest'
import { allCommands, allEvents } from '../../events/catalog.ts'

describe('the catalog', () => {
  it.each([
    ['event', allEvents],
    ['command', allCommands],
  ])('lists every %s once', (_, all) => {
    const types = all.map(({ type }) => type)
    expect(new Set(types).size).toBe(types.length)
  })

  it.each(allEvents.map((event) => [event.type, event] as const))(
    '%s: every version has a valid example',
    (_, event) => {
      for (const { version, example } of event.versions) {
        expect(() => event.parse(example, version)).not.toThrow()
      }
      expect(event.parse(event.example, event.version)).toEqual(event.example)
    },
  )

  it.each(allCommands.map((command) => [command.type, command] as const))('%s: its example is valid', (_, command) => {
    expect(command.parse(command.example)).toEqual(command.example)
  })
})
