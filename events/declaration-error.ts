/** A module in which a project declares something, as a frame of a stack names it: the definitions themselves are below it. */
const DECLARING =
  /(?:lambdas\/(?!runtime\/)|events\/(?!define-|event-name|declaration-error)|lib\/subscriptions)[\w./-]*:\d+/

/**
 * A mistake in what a project declares. Its message says what is wrong, what is allowed and, where the stack tells it, in which line, so
 * that commands print it without the stack and without the name of the error.
 */
export class DeclarationError extends Error {
  override readonly name = 'DeclarationError'

  constructor(problem: string) {
    super(problem)
    const [place] = DECLARING.exec(this.stack?.slice(problem.length) ?? '') ?? []
    if (place !== undefined) this.message = `${place}: ${problem}`
  }
}
