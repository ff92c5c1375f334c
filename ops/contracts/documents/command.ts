import type { Command } from 'commander'
import { writeOut } from '../../cli/write-out.ts'
import { documents } from './documents.ts'

/** `contracts openapi | …`: what is generated from the code, on stdout or into a file. */
export function addDocumentCommands(contracts: Command, directory: string): void {
  for (const { name, file, describes, text } of documents) {
    contracts
      .command(name)
      .description(`print ${describes}; its file in the repository is ${directory}/${file}`)
      .option('--out <file>', 'write it to this file')
      .action(async ({ out }: { readonly out?: string }) => {
        const content = await text()
        if (out === undefined) process.stdout.write(content)
        else {
          await writeOut(out, content)
          process.stdout.write(`${out}\n`)
        }
      })
  }
}
