/** The end of a command's help: what to type, one line each. */
export const examples = (...commands: readonly string[]): string =>
  `\nExamples:\n${commands.map((command) => `  npm run ops -- ${command}\n`).join('')}`
