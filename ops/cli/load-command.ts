/**
 * Loads the module of a command, which reads all declarations of the project. One that is wrong ends the process with its message and exit
 * code 1; all other errors are thrown as they are, because Node then shows the place of a mistake of syntax.
 */
export async function loadCommand<Module>(load: () => Promise<Module>): Promise<Module> {
  try {
    return await load()
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'DeclarationError') throw error
    process.stderr.write(`${error.message}\n`)
    process.exit(1)
  }
}
