import { cloudFormationApi } from './cloudformation/api.ts'
import type { Begin } from './cloudformation/change-api.ts'
import type { Stack } from './cloudformation/stack.ts'
import type { ServeOptions } from './endpoint/server.ts'
import { ssmApi } from './endpoint/ssm.ts'
import { type RoleSessions, stsApi } from './endpoint/sts.ts'
import { type FaultPlan, withPartialBatches } from './faults/index.ts'
import type { LocalFunctions } from './lambda/index.ts'
import type { LocalMessaging } from './messaging/index.ts'
import type { ServiceHandler } from './ports.ts'

interface Handled {
  handle: ServiceHandler
}

export interface ServiceParts {
  accountId: string
  stacks: readonly Stack[]
  beginStack: Begin
  parameters: ReadonlyMap<string, { value: string; type: string }>
  messaging: LocalMessaging
  handlers: {
    dynamodb: Handled
    functions: LocalFunctions
    eventBridge: Handled
    scheduler: Handled
    mail: Handled
    secrets: Handled
    cloudWatch: Handled
    logs: Handled
    traces: Handled
  }
  plan: FaultPlan | undefined
  roles: RoleSessions | undefined
}

/** Every AWS service by the name that requests are signed for, with the fault plan around it where there is one. */
export function awsServices(parts: ServiceParts): Pick<ServeOptions, 'services' | 'raw' | 'hooks'> {
  const { handlers, messaging, plan } = parts
  const entryFails: Parameters<typeof withPartialBatches>[1] = (call, entry) =>
    plan?.entryFails(handlers.functions, call, entry) ?? false
  const partial = (handler: ServiceHandler) => (plan ? withPartialBatches(handler, entryFails) : handler)
  return {
    services: {
      cloudformation: cloudFormationApi(() => parts.stacks, parts.beginStack),
      dynamodb: handlers.dynamodb.handle,
      events: partial(handlers.eventBridge.handle),
      lambda: handlers.functions.handle,
      logs: handlers.logs.handle,
      monitoring: handlers.cloudWatch.handle,
      scheduler: handlers.scheduler.handle,
      secretsmanager: handlers.secrets.handle,
      ses: handlers.mail.handle,
      sns: partial(messaging.handle),
      sqs: partial(messaging.handle),
      ssm: ssmApi(parts.parameters),
      sts: stsApi(parts.accountId, parts.roles),
      xray: handlers.traces.handle,
    },
    raw: { s3: messaging.serve },
    ...(plan && { hooks: plan.calls(handlers.functions) }),
  }
}
