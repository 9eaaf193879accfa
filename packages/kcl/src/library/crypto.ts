/** Digests, through a library that runs everywhere. */
import { blake3 } from '@noble/hashes/blake3.js'
import { md5, sha1 } from '@noble/hashes/legacy.js'
import { sha224, sha256, sha384, sha512 } from '@noble/hashes/sha2.js'
import type { Call, LibraryMember } from '../runtime/context.ts'
import { fail } from '../runtime/errors.ts'
import { argument, has, text, textOf } from './arguments.ts'
import { reachable } from './file-access.ts'
import { bytesAt } from './file.ts'
import { encodeText } from './text-encodings.ts'
import { bytesOf } from './utf8.ts'

const DIGESTS = { md5, sha1, sha224, sha256, sha384, sha512, blake3 } as const

function encodedValue(call: Call): Uint8Array {
  const value = text(call, 0, 'value')
  if (!has(call, 1, 'encoding')) return bytesOf(value)
  const bytes = encodeText(value, textOf(argument(call, 1, 'encoding')))
  return typeof bytes === 'string' ? fail(`called \`Result::unwrap()\` on an \`Err\` value: ${bytes}`) : bytes
}

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}

export const crypto: ReadonlyMap<string, LibraryMember> = new Map<string, LibraryMember>([
  ...Object.entries(DIGESTS).map(([name, digest]): [string, LibraryMember] => [
    name,
    (call) => hex(digest(encodedValue(call))),
  ]),
  [
    'uuid',
    (call) => {
      const bytes = call.context.host.randomBytes?.(16)
      if (!bytes) return fail('this host has no randomness')
      const own = Uint8Array.from(bytes)
      own[6] = ((own[6] ?? 0) & 0x0f) | 0x40
      own[8] = ((own[8] ?? 0) & 0x3f) | 0x80
      return hex(own).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
    },
  ],
  [
    'filesha256',
    (call) => {
      const given = text(call, 0, 'filepath')
      const isFolder = call.context.host.listFolder?.(reachable(call, given)) !== undefined
      return hex(sha256(bytesAt(call, given, `failed to ${isFolder ? 'read' : 'access'} file '${given}'`)))
    },
  ],
])
