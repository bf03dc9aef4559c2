namespace Nightingale.Tests.Cluster;

/// <summary>Where this machine's programs lie, for tests that make up a PATH of their own.</summary>
public static class Programs
{
    /// <summary>The whole path of a program on this process's PATH.</summary>
    public static string Find(string name) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists)
        ?? throw new InvalidOperationException($"The tests need the program '{name}', and it is not on the PATH.");
}
