/**
 * The time for which the relays try. DynamoDB keeps a stream record for 24 hours, and no retry can reach it after that; so the relay
 * sets a record aside by itself one hour before, and Lambda gives a batch up half an hour before: time enough to note what
 * was not relayed while it can still be read.
 */
export const relayTries = {
  /** A record that a target refuses for a reason that may pass is tried until it is this old. */
  setAsideAfterHours: 23,
  /** Lambda gives up a batch whose function cannot even be run (`MaximumRecordAgeInSeconds`). */
  giveUpAfterMinutes: 23 * 60 + 30,
  /** A command for an addressee that the relay does not know may be for a service that a deployment is just adding. */
  unknownAddresseeMinutes: 15,
} as const
