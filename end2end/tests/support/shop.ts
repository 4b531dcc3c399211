// A running server with its own data folder.
import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { rmSync } from "node:fs";
import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";

const BINARY = process.env.SCOOPJOY_BINARY ?? path.resolve(import.meta.dirname, "../../../target/release/scoopjoy");

export class Shop {
  private child: ChildProcess | undefined;
  private static demo: Promise<string> | undefined;
  private address = "127.0.0.1:0";

  private constructor(
    readonly data: string,
    private readonly options: string[],
  ) {}

  /** Starts a server and waits until it serves. `options` go to `scoopjoy serve`. */
  static async open(options: string[] = []): Promise<Shop> {
    const shop = new Shop(await folder(), options);
    // The past of a demo takes longer to make than to copy, and a page that is opened meanwhile shows a part of it.
    if (options.includes("--demo")) await cp(await (Shop.demo ??= Shop.fill()), shop.data, { recursive: true });
    await shop.start();
    return shop;
  }

  /** Makes the past of a demo and returns its data folder, which goes with this process. */
  private static async fill(): Promise<string> {
    const shop = new Shop(await folder(), ["--demo"]);
    process.once("exit", () => rmSync(shop.data, { recursive: true, force: true }));
    const log = await shop.start();
    await log.says(/the demo is in/);
    await shop.stop();
    return shop.data;
  }

  get url(): string {
    return `http://${this.address}`;
  }

  /** Starts the server, on the same port as before if it has run already. */
  async start(): Promise<Log> {
    const child = spawn(BINARY, ["serve", "--data", this.data, "--listen", this.address, ...this.options], {
      stdio: ["ignore", "ignore", "pipe"],
    });
    this.child = child;
    const log = new Log(child);
    this.address = (await log.says(/listening on http:\/\/(\S+)/))[1];
    while (!(await isReady(this.url))) {
      if (child.exitCode !== null) throw new Error(`the server ended with ${child.exitCode}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    return log;
  }

  /** Ends the server: `SIGTERM` lets it drain, `SIGKILL` does not. */
  async stop(signal: "SIGTERM" | "SIGKILL" = "SIGTERM"): Promise<void> {
    const child = this.child;
    this.child = undefined;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, "exit");
    child.kill(signal);
    await ended;
  }

  /** Runs another subcommand on the same data folder and returns what it printed. */
  async run(...command: string[]): Promise<string> {
    const { stdout } = await promisify(execFile)(BINARY, ["--data", this.data, ...command]);
    return stdout;
  }

  async close(): Promise<void> {
    await this.stop("SIGKILL");
    await rm(this.data, { recursive: true, force: true });
  }
}

const folder = () => mkdtemp(path.join(tmpdir(), "scoopjoy-"));

/** What a server says on its standard error. */
class Log {
  private readonly said: string[] = [];
  private readonly waiting = new Set<() => void>();
  private end: string | undefined;

  constructor(child: ChildProcess) {
    const tell = () => this.waiting.forEach((look) => look());
    const finish = (end: string) => {
      this.end = end;
      tell();
    };
    child.once("error", (error) => finish(error.message));
    child.once("exit", (code) => finish(`the server ended with ${code}`));
    createInterface({ input: child.stderr! }).on("line", (line) => {
      this.said.push(line);
      tell();
    });
  }

  /** The first line that matches, now or later. */
  async says(pattern: RegExp): Promise<RegExpExecArray> {
    return await new Promise((resolve, reject) => {
      const look = () => {
        const found = this.said.map((line) => pattern.exec(line)).find((match) => match !== null);
        if (found) resolve(found);
        else if (this.end !== undefined) reject(new Error(`${this.end}:\n${this.said.join("\n")}`));
        else return;
        this.waiting.delete(look);
      };
      this.waiting.add(look);
      look();
    });
  }
}

async function isReady(url: string): Promise<boolean> {
  return await fetch(`${url}/readyz`).then(
    (answer) => answer.ok,
    () => false,
  );
}
