import { loadMistake } from '../../lib/validation/load-mistake.ts'

/**
 * Loads the module of a command, which reads all declarations of the project. A declaration that is wrong, a file that is missing and a
 * mistake of syntax end the process with one line and exit code 1; all other errors are thrown as they are.
 */
export async function loadCommand<Module>(load: () => Promise<Module>): Promise<Module> {
  try {
    return await load()
  } catch (error) {
    const mistake = loadMistake(error)
    if (mistake === undefined) throw error
    process.stderr.write(`${mistake}\n`)
    process.exit(1)
  }
}
