import { PermanentError } from '../errors.ts'
import { toError } from '../to-error.ts'
import type { RunStep } from './strategy.ts'

/** The results of all steps of one message together, as JSON, in bytes. They are read and written with its lease. */
const MAX_RESULT_BYTES = 32 * 1024

/** The outside effects of one message so far: those of earlier attempts, from the record, and those of this attempt. */
export class Steps {
  /** Called after each step that this attempt has done. */
  onDone: () => void = () => {}
  /** By name, the result as JSON; null for a step without a result. */
  readonly #done: Map<string, string | null>
  readonly #running = new Map<string, Promise<unknown>>()

  /** @param recorded what {@link Steps.toRecord} returned to an earlier attempt. */
  constructor(recorded?: string) {
    this.#done = new Map(recorded === undefined ? [] : (JSON.parse(recorded) as [string, string | null][]))
  }

  /** @throws {PermanentError} `STEP_RESULT_INVALID` for a result that JSON cannot hold, or that is too large to be kept. */
  readonly run: RunStep = async <Result>(name: string, call: () => Promise<Result>) => {
    // Two calls under one name at the same time are one step, too.
    while (!this.#done.has(name) && this.#running.has(name)) await this.#running.get(name)
    if (!this.#done.has(name)) {
      const running = this.#carryOut(name, call).finally(() => this.#running.delete(name))
      this.#running.set(name, running)
      await running
    }
    const result = this.#done.get(name)
    // The result always goes through JSON, so that the first attempt sees the same as a later one that reads it from the record.
    return (typeof result === 'string' ? JSON.parse(result) : undefined) as Result
  }

  /** Nothing, if no step has been done. */
  toRecord(): string | undefined {
    return this.#done.size === 0 ? undefined : JSON.stringify([...this.#done])
  }

  async #carryOut(name: string, call: () => Promise<unknown>): Promise<void> {
    const result = asJson(name, await call())
    const before = Buffer.byteLength(this.toRecord() ?? '')
    const bytes = before + Buffer.byteLength(JSON.stringify([name, result]))
    if (bytes > MAX_RESULT_BYTES) throw invalid(name, `has ${bytes} bytes, with those of the steps before it.`)
    this.#done.set(name, result)
    this.onDone()
  }
}

function asJson(name: string, result: unknown): string | null {
  try {
    return JSON.stringify(result) ?? null
  } catch (thrown) {
    throw invalid(name, `is no JSON: ${toError(thrown).message}`)
  }
}

/** The step is done by then, and cannot be recorded: trying again would do it again. */
const invalid = (name: string, what: string): PermanentError =>
  new PermanentError(
    'STEP_RESULT_INVALID',
    `The result of the step "${name}" ${what} Results must be JSON of at most ${MAX_RESULT_BYTES} bytes in all.`,
  )
