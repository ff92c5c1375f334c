import type { z } from 'zod'

/**
 * One thing that the console can ask or do, served under `/api/<name>`. A page of the console is one operation here and one
 * view in `pages/views/`.
 */
export interface ConsoleOperation {
  /** Kebab-case, e.g. `dead-letters`. */
  readonly name: string
  /**
   * - `read`: a GET, whose answer may be kept for other tabs.
   * - `check`: a POST that changes nothing, for input that is too long for an address.
   * - `change`: a POST; whatever was read before it is read anew.
   */
  readonly kind: 'read' | 'check' | 'change'
  /** How long an answer serves all tabs, milliseconds. Default 0: each request asks anew, but requests at once share one. */
  readonly keptMs?: number
  /** @throws {UsageError} for input that is not allowed; whatever AWS throws. */
  readonly run: (input: unknown) => Promise<unknown>
}

interface Definition<Input extends z.ZodType> extends Omit<ConsoleOperation, 'run'> {
  /** All values of a `read` come from an address, so they are texts. */
  readonly input: Input
  readonly run: (input: z.output<Input>) => Promise<unknown>
}

/** Input is checked before anything runs. */
export const consoleOperation = <Input extends z.ZodType>({
  input: schema,
  run,
  ...operation
}: Definition<Input>): ConsoleOperation => ({
  ...operation,
  run: async (input) => {
    const parsed = schema.safeParse(input)
    if (parsed.success) return run(parsed.data)
    const [issue] = parsed.error.issues
    throw new InputError(`${issue?.path.join('.') || 'The input'}: ${issue?.message ?? 'not allowed'}`)
  },
})

/** The caller asked for something that cannot be. */
export class InputError extends Error {
  override readonly name = 'InputError'
}
