import { pathToFileURL } from 'node:url'
import {
  type CloudFormationClient,
  CreateStackCommand,
  DescribeStacksCommand,
  UpdateStackCommand,
  waitUntilStackCreateComplete,
  waitUntilStackUpdateComplete,
} from '@aws-sdk/client-cloudformation'
import type { Verdict } from '../../../ops/can-i-deploy/judge.ts'
import { stackNames } from './layout.ts'

const PIPELINE = 'EventPipeline-dev'
const stackOf = (service: string) => `${PIPELINE}-${service}`

/**
 * Deploys every stack of an assembly, as `cdk deploy --all` does with one stack, and an operator who follows `can-i-deploy` with several: the
 * shared one, each service after those that it has to wait for, and the joint one last.
 * @param services in that order; those that have no stack of their own do not matter.
 */
export async function deployAll(
  client: CloudFormationClient,
  assembly: string,
  services: readonly string[],
): Promise<void> {
  const names = stackNames(assembly)
  const wanted = [PIPELINE, ...services.map(stackOf), stackOf('joint')].filter((name) => names.includes(name))
  const forgotten = names.filter((name) => !wanted.includes(name))
  if (forgotten.length > 0) throw new Error(`Nothing says when to deploy ${forgotten.join(', ')}.`)
  for (const name of wanted) await deploy(client, assembly, name)
}

/** Creates or updates one stack. Resolves when that is through, also if nothing of it has changed. */
export async function deploy(client: CloudFormationClient, assembly: string, StackName: string): Promise<void> {
  const input = { StackName, TemplateURL: pathToFileURL(assembly).href }
  const waiting = { client, maxWaitTime: 360, minDelay: 0.2, maxDelay: 0.5 }
  const { Stacks = [] } = await client.send(new DescribeStacksCommand({}))
  if (!Stacks.some((stack) => stack.StackName === StackName)) {
    await client.send(new CreateStackCommand(input))
    await waitUntilStackCreateComplete(waiting, { StackName })
    return
  }
  try {
    await client.send(new UpdateStackCommand(input))
  } catch (error) {
    if (error instanceof Error && error.message === 'No updates are to be performed.') return
    throw error
  }
  await waitUntilStackUpdateComplete(waiting, { StackName })
}

/** The services in an order in which each comes after those that `can-i-deploy` wants deployed before it. */
export function receiversFirst({ services }: Verdict): string[] {
  const ordered: string[] = []
  let left = services
  while (left.length > 0) {
    const isDue = ({ reasons }: (typeof left)[number]) =>
      reasons.every(({ first }) => first === undefined || ordered.includes(first))
    const due = left.filter(isDue).map(({ service }) => service)
    if (due.length === 0) throw new Error(`No order of ${left.map(({ service }) => service).join(', ')} is possible.`)
    ordered.push(...due)
    left = left.filter(({ service }) => !due.includes(service))
  }
  return ordered
}
