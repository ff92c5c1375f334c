import { GetObjectCommand, paginateListObjectsV2, type S3Client } from '@aws-sdk/client-s3'
import type { EventEnvelope } from '../../../events/envelope.ts'

export interface ArchivedLine {
  readonly key: string
  readonly event: EventEnvelope
}

/** Reads an archive again and again; an object never changes, so each is read once. */
export function archiveReader(client: S3Client, bucket: () => Promise<string>): () => Promise<ArchivedLine[]> {
  const read = new Map<string, Promise<ArchivedLine[]>>()
  return async () => {
    const Bucket = await bucket()
    for await (const page of paginateListObjectsV2({ client }, { Bucket })) {
      for (const { Key = '' } of page.Contents ?? []) {
        if (!read.has(Key)) read.set(Key, linesOf(client, Bucket, Key))
      }
    }
    return (await Promise.all(read.values())).flat()
  }
}

async function linesOf(client: S3Client, Bucket: string, Key: string): Promise<ArchivedLine[]> {
  const { Body } = await client.send(new GetObjectCommand({ Bucket, Key }))
  const text = (await Body?.transformToString()) ?? ''
  return text
    .split('\n')
    .filter(Boolean)
    .map((line) => ({ key: Key, event: JSON.parse(line) as EventEnvelope }))
}
