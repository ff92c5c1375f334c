import type { Statement } from './statement.ts'

/** The statements of one side, found by action: a role calls the same few actions again and again. */
export class PolicySet {
  static readonly empty = new PolicySet([])

  readonly statements: readonly Statement[]
  readonly #byAction = new Map<string, readonly Statement[]>()

  constructor(statements: readonly Statement[]) {
    this.statements = statements
  }

  about(action: string): readonly Statement[] {
    let found = this.#byAction.get(action)
    if (!found) {
      found = this.statements.filter((statement) => statement.isAbout(action))
      this.#byAction.set(action, found)
    }
    return found
  }
}
