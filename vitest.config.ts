import { defineConfig } from 'vitest/config'

export default defineConfig({
  resolve: { conditions: ['@kusion/source'] },
  ssr: { resolve: { conditions: ['@kusion/source'], externalConditions: ['@kusion/source'] } },
  test: {
    include: ['packages/*/{src,test}/**/*.test.ts', 'testbed/{src,test}/**/*.test.ts', 'examples/test/**/*.test.ts'],
    globalSetup: ['testbed/src/vitest-global-setup.ts'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
})
