/** Ends this process in order when the one that started it is gone, however that one ended. Nothing happens when nobody started it. */
export function endWithParent(app: { close(): Promise<void> }): void {
  process.once('disconnect', () => {
    app.close().then(
      () => process.exit(0),
      (error: unknown) => {
        process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
        process.exit(1);
      },
    );
  });
}
