import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import type { Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { chromium, type Browser, type Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { buildPlayground, servePlayground } from '../../../scripts/playground.ts'

const FLAGS = ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update']

function chromiumPath(): string | undefined {
  try {
    return execFileSync('sh', ['-c', 'command -v chromium || command -v chromium-browser'], { encoding: 'utf8' }).trim()
  } catch {
    return undefined
  }
}

const executablePath = chromiumPath()

describe.skipIf(executablePath === undefined)(
  `the playground in Chromium${executablePath === undefined ? ' (Chromium is not installed)' : ''}`,
  () => {
    const folder = mkdtempSync(join(tmpdir(), 'playground-'))
    let server: Server
    let url: string
    let browser: Browser
    let page: Page
    let complaints: string[]

    beforeAll(async () => {
      await buildPlayground(folder)
      ;({ server, url } = await servePlayground(folder, 0))
      browser = await chromium.launch({ executablePath: executablePath ?? '', args: FLAGS })
    })
    afterAll(async () => {
      await browser?.close()
      server?.close()
      rmSync(folder, { recursive: true })
    })
    beforeEach(async () => {
      complaints = []
      page = await browser.newPage()
      page.on('console', (message) => {
        if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text())
      })
      page.on('pageerror', (error) => complaints.push(error.message))
      page.on('request', (request) => {
        if (!request.url().startsWith(url) && !request.url().startsWith('data:')) complaints.push(request.url())
      })
    })
    afterEach(async () => {
      await page.close()
      // No error on the console, and nothing asked of any other server.
      expect(complaints).toEqual([])
    })

    const output = () => page.locator('#output')
    const status = () => page.locator('#status')
    const shows = async (text: string): Promise<void> => {
      await output().filter({ hasText: text }).waitFor({ timeout: 10_000 })
    }
    const says = async (text: string | RegExp): Promise<void> => {
      await status().filter({ hasText: text }).waitFor({ timeout: 10_000 })
    }
    const type = async (source: string): Promise<void> => {
      await page.locator('.cm-content').click()
      await page.keyboard.press('Control+A')
      await page.keyboard.press('Delete')
      await page.keyboard.insertText(source)
    }
    const source = (): Promise<string> =>
      page.locator('.cm-content').evaluate((content) => (content as HTMLElement).innerText.replace(/\n\n/g, '\n'))

    test('compiles its first example, and each of the others', async () => {
      await page.goto(url)
      await shows('replicas: 2')
      await says(/compiled in \d+ ms/)
      for (const [title, expected] of [
        ['Merging configurations', '- 9090'],
        ['Comprehensions and lambdas', 'shop-prod:'],
        ['Inheritance and mixins', 'app.kubernetes.io/name: web'],
      ] as const) {
        await page.locator('#example').selectOption({ label: title })
        await shows(expected)
      }
      const size = readdirSync(folder).reduce(
        (sum, name) => sum + gzipSync(readFileSync(join(folder, name)), { level: 9 }).length,
        0,
      )
      console.log(`playground: ${Math.ceil(size / 1024)} KB gzipped in all`)
      expect(size).toBeLessThan(500 * 1024)
    })

    test('what is typed becomes YAML, or JSON', async () => {
      await page.goto(url)
      await type('a = 1\nb = [x * a for x in [1, 2]]\n')
      await shows('a: 1\nb:\n- 1\n- 2')
      await page.locator('#format').selectOption('json')
      await shows('"a": 1')
    })

    test('an error is underlined in its line, and its message is there', async () => {
      await page.goto(url)
      await type('schema A:\n    port: int\n\na = A {port = "x"}\n')
      await shows('expected int, got str(x)')
      await page.locator('.cm-lintRange-error').first().waitFor()
      const line = await page
        .locator('.cm-line', { has: page.locator('.cm-lintRange-error') })
        .last()
        .innerText()
      expect(line).toBe('a = A {port = "x"}')
      await type('a = 1\n')
      await shows('a: 1')
      expect(await page.locator('.cm-lintRange-error').count()).toBe(0)
    })

    test('an error while the program runs stands in its line', async () => {
      await page.goto(url)
      await type('a = 1\nb = [1][a + 4]\n')
      await shows('index out of range')
      expect(await page.locator('.cm-line', { has: page.locator('.cm-lintRange-error') }).innerText()).toContain('b =')
    })

    test('a program without end ends, and the next one works', async () => {
      await page.goto(url)
      await shows('replicas')
      await type('f = lambda n: int -> int {\n    f(n - 1) + f(n - 2) if n > 1 else 1\n}\na = f(60)\n')
      await page.locator('#output.bad').waitFor({ timeout: 20_000 })
      expect(await output().innerText()).toMatch(/stopped after 5 seconds|more than 10000000 steps/)
      await type('a = 2\n')
      await shows('a: 2')
    })

    test('Format lays the source out, by key as by button, and says when it cannot', async () => {
      await page.goto(url)
      await type('a   =  {b=1,c  = [1,2]}\n')
      await page.keyboard.press('Control+Shift+F')
      await expect.poll(source).toContain('a = {b = 1, c = [1, 2]}')
      await type('a = {\n')
      await page.locator('#tidy').click()
      await says('what does not parse cannot be formatted')
      expect(await source()).toContain('a = {')
    })

    test('a shared link brings the program back; a damaged one says so', async () => {
      await page.goto(url)
      await type('greeting = "Grüße, 世界"\n')
      await shows('世界')
      await page.locator('#share').click()
      await says('link')
      const link = page.url()
      expect(link).toContain('#code=')
      await page.goto('about:blank')
      await page.goto(link)
      await shows('greeting: Grüße, 世界')
      await page.goto('about:blank')
      await page.goto(`${link.slice(0, -6)}!!`)
      await says('the link is damaged')
      await shows('replicas: 2')
    })

    test('the whole page can be reached by keyboard', async () => {
      await page.goto(url)
      await shows('replicas')
      const reached: string[] = []
      for (let index = 0; index < 5; index++) {
        await page.keyboard.press('Tab')
        reached.push(
          await page.evaluate('document.activeElement.id || document.activeElement.getAttribute("aria-label")'),
        )
      }
      expect(reached).toEqual(['example', 'format', 'tidy', 'share', 'KCL program'])
      await page.keyboard.press('Escape')
      await page.keyboard.press('Tab')
      expect(await page.evaluate('document.activeElement.id')).toBe('output')
    })
  },
)
