import { visible } from './visible.ts'

/** What a command prints: its data for scripts (`--json`), else its text. */
export const print = (json: boolean | undefined, value: unknown, text: () => string): void =>
  void process.stdout.write(json ? `${JSON.stringify(value, null, 2)}\n` : visible(text()))

export const JSON_OPTION = ['--json', 'print data for scripts, to stdout'] as const

const WITHOUT_TERMINAL = 160

/** Columns of the terminal; generous where there is none, such as in a file. */
export const terminalWidth = (): number => process.stdout.columns ?? WITHOUT_TERMINAL
