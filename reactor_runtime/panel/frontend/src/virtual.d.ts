declare module "virtual:decode-worker" {
  /** The source of the decode worker, bundled. */
  const source: string;
  export default source;
}
