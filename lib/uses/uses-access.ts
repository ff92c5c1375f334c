import type { Stack } from 'aws-cdk-lib'
import type { Table } from 'aws-cdk-lib/aws-dynamodb'
import type { Bucket } from 'aws-cdk-lib/aws-s3'
import { allEvents } from '../../events/catalog.ts'
import { DeclarationError } from '../../events/declaration-error.ts'
import { assertOwn } from '../../lambdas/runtime/declarations/assert-own.ts'
import type { ServiceDeclaration } from '../../lambdas/runtime/declarations/service.ts'
import type { Uses } from '../../lambdas/runtime/declarations/uses.ts'
import type { DeadlinesByAddressee } from '../deadlines/deadlines.ts'
import type { EmailSender } from '../email-sender.ts'
import { type Access, allow, mergeAccess, noAccess } from '../functions/access.ts'
import { readClaims, writeClaims } from '../functions/claim-access.ts'
import { ownTable } from '../functions/own-table-access.ts'
import {
  appendEvents,
  readEvents,
  readFacts,
  readSnapshots,
  sendCommands,
  writeSnapshots,
} from '../functions/table-access.ts'
import type { Settings } from '../settings.ts'
import type { PipelineTables } from '../storage/pipeline-tables.ts'
import { createDeadlines, sendEmail } from './messaging-access.ts'
import { readSecrets, setOwnVariables } from './own-access.ts'

/** The resources to which a service's functions can get access. */
export interface ServiceResources {
  readonly service: ServiceDeclaration
  /** The stack that the service's functions are in. */
  readonly stack: Stack
  readonly settings: Settings
  readonly tables: PipelineTables
  readonly emailSender: EmailSender
  readonly table: Table | undefined
  readonly bucket: Bucket | undefined
  /** The data of large events. */
  readonly claims: Bucket | undefined
  readonly deadlines: DeadlinesByAddressee
}

/** Translates what a function declares that it uses into the smallest access that lets it. */
export function accessOf(uses: Uses, resources: ServiceResources): Access {
  const { service, settings, stack, tables, emailSender, deadlines, claims } = resources
  assertOwn(`Service "${service.name}"`, uses)
  const owner = { service: service.name, settings }
  const own = aggregatesOf(service.name)
  const { streams = own } = uses
  if (uses.eventStore && streams.length === 0) {
    throw new DeclarationError(
      `Service "${service.name}" reads streams but produces no events: name the streams with uses.streams.`,
    )
  }
  const snapshots = withSnapshots(service)
  const kept = streams.filter((aggregate) => snapshots.has(aggregate))
  const ownKept = own.filter((aggregate) => snapshots.has(aggregate))
  return mergeAccess([
    uses.eventStore === 'read' ? readEvents(tables, streams) : noAccess,
    uses.eventStore === 'append' ? appendEvents(tables, own, streams) : noAccess,
    uses.eventStore ? readClaims(claims, streams) : noAccess,
    uses.eventStore === 'append' ? writeClaims(claims, own) : noAccess,
    uses.facts
      ? readClaims(
          claims,
          uses.facts.map((event) => event.aggregate),
        )
      : noAccess,
    uses.eventStore && kept.length > 0 ? readSnapshots(tables, kept) : noAccess,
    uses.eventStore === 'append' && ownKept.length > 0 ? writeSnapshots(tables, ownKept) : noAccess,
    uses.facts ? readFacts(tables, [...new Set(uses.facts.map((event) => event.aggregate))]) : noAccess,
    uses.table ? ownTable(...declaredTable(resources), uses.table) : noAccess,
    uses.commands ? sendCommands(tables) : noAccess,
    uses.email ? sendEmail(emailSender) : noAccess,
    uses.schedules ? createDeadlines(deadlines.of(uses.schedules)) : noAccess,
    uses.bucket ? putObjects(declaredBucket(resources)) : noAccess,
    uses.bucket === 'write-and-look' ? lookAtObjects(declaredBucket(resources)) : noAccess,
    uses.secrets ? readSecrets(stack, owner, uses.secrets) : noAccess,
    uses.variables ? setOwnVariables(owner, uses.variables) : noAccess,
  ])
}

/** The aggregate types of the events that the service produces: it may append to their streams only. */
const aggregatesOf = (service: string): string[] => [
  ...new Set(allEvents.filter((event) => event.producer === `${service}-service`).map((event) => event.aggregate)),
]

/** The aggregates of this service that have snapshots. Those of other services are read without snapshots. */
const withSnapshots = ({ aggregates = [] }: ServiceDeclaration): ReadonlySet<string> =>
  new Set(aggregates.filter(({ snapshotEvery }) => Number.isFinite(snapshotEvery)).map(({ type }) => type))

const anyObject = (bucket: Bucket) => ({
  resource: bucket.arnForObjects('*'),
  reason: "Objects are named by day and by what is in them: any key of the service's own bucket.",
})

const putObjects = (bucket: Bucket): Access => ({
  environment: { BUCKET_NAME: bucket.bucketName },
  statements: [allow(['s3:PutObject'], [bucket.arnForObjects('*')])],
  wildcards: [anyObject(bucket)],
})

/**
 * Lets a function find out that an object does not exist: "If the object you request doesn't exist, the error that Amazon S3 returns depends on whether you also
 * have the s3:ListBucket permission", 404 with it and 403 without. https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadObject.html
 */
const lookAtObjects = (bucket: Bucket): Access => ({
  environment: {},
  statements: [allow(['s3:GetObject'], [bucket.arnForObjects('*')]), allow(['s3:ListBucket'], [bucket.bucketArn])],
  wildcards: [anyObject(bucket)],
})

function declaredTable({ service, table }: ServiceResources): [Table, NonNullable<ServiceDeclaration['table']>] {
  if (table && service.table) return [table, service.table]
  throw new DeclarationError(
    `Service "${service.name}" uses its own table but declares none: add table: {} to its service.ts.`,
  )
}

function declaredBucket({ service, bucket }: ServiceResources): Bucket {
  if (bucket) return bucket
  throw new DeclarationError(
    `Service "${service.name}" uses its own bucket but declares none: add bucket: true to its service.ts.`,
  )
}
