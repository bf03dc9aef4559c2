namespace Nightingale.Tests;

/// <summary>Where the sources lie that this test assembly was built from.</summary>
public static class Repository
{
    /// <summary>The folder that holds the solution.</summary>
    public static string Root { get; } = Find();

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "Nightingale.sln")))
                return folder.FullName;
        throw new InvalidOperationException("The tests run outside the repository: there is no Nightingale.sln above them.");
    }
}
