import type { ConsoleOperation } from '../../../ops/console/operation.ts'

/** The changing operations whose buttons the browser tests of a file press, each of them until it runs. */
export const PRESSED = {
  'pages.unit.test.ts': [
    ...['breakers-reset', 'consumer-drain', 'consumer-keep', 'consumer-pause', 'consumer-resume', 'drill-end'],
    ...['drill-start', 'orders-place', 'parked-decide', 'parked-release', 'read-model-drop', 'read-model-rebuild'],
    ...['read-model-switch', 'read-model-verify'],
  ],
  'repair-pages.unit.test.ts': [
    ...['issue-decide', 'letter-edit-send', 'letters-close', 'operation-abort', 'operation-pause'],
    ...['operation-resume', 'retry-begin'],
  ],
} satisfies Readonly<Record<string, readonly string[]>>

/** No browser test presses these: why not. */
export const NOT_PRESSED: Readonly<Record<string, string>> = {}

/** Notes which changing operations run. */
export class Presses {
  readonly #names = new Set<string>()

  /** In the order of the alphabet. */
  get names(): readonly string[] {
    return [...this.#names].toSorted()
  }

  /** The same operations, of which it is noted when they run. */
  of(operations: readonly ConsoleOperation[]): readonly ConsoleOperation[] {
    return operations.map((operation) => ({
      ...operation,
      run: async (input) => {
        const answer = await operation.run(input)
        if (operation.kind === 'change') this.#names.add(operation.name)
        return answer
      },
    }))
  }
}
