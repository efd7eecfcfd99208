// The Managed Flink application of a pipeline. Platforms that share an account and region are told apart by their names.
export const applicationName = (platform: string, pipeline: string): string => `${platform}-${pipeline}`;
