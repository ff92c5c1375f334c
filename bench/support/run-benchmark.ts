import { type Option, readOptions, type Values } from '../../local/usage/options.ts'
import { runCommand } from '../../local/usage/run-command.ts'

export interface Benchmark<Options extends Record<string, Option>> {
  /** Printed for `--help`, which every benchmark has. */
  readonly usage: string
  readonly options: Options
  /** @returns the exit code. */
  readonly main: (values: Values<Options>) => Promise<number>
}

const help = { type: 'boolean', short: 'h' } as const

/** Runs a benchmark with the options of its command line. @param script its name in package.json, such as `bench:cold`. */
export const runBenchmark = <const Options extends Record<string, Option>>(
  script: string,
  { usage, options, main }: Benchmark<Options>,
): Promise<void> =>
  runCommand(`npm run ${script} -- --help`, async () => {
    const values = readOptions<Record<string, Option>>(process.argv.slice(2), { ...options, help })
    if (!values.help) return main(values as Values<Options>)
    process.stdout.write(usage)
    return 0
  })
