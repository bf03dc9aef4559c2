using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace Nightingale.Gateway.Web;

/// <summary>The built web UI. It lies in this assembly, so no request can name a file of the machine.</summary>
/// <param name="files">Each file by its path, such as <c>assets/index-C0ffee.js</c>.</param>
public sealed class WebFiles(IReadOnlyDictionary<string, ReadOnlyMemory<byte>> files)
{
    private const string Folder = "web/";

    private readonly FrozenDictionary<string, WebFile> _files = files.ToFrozenDictionary(file => file.Key, file => new WebFile(file.Key, file.Value), StringComparer.Ordinal);

    /// <summary>What this assembly was built with; nothing where the UI was not built before it.</summary>
    public static WebFiles BuiltIn { get; } = new(Read(typeof(WebFiles).Assembly));

    /// <summary>The page that every address of the UI answers with; null where the UI was not built.</summary>
    internal WebFile? Page => Find("index.html");

    /// <summary>A file, or null where there is none.</summary>
    internal WebFile? Find(string path) => _files.GetValueOrDefault(path);

    [SuppressMessage("Design", "MA0045:Do not use blocking calls in a sync method", Justification = "The assembly is in memory: nothing waits.")]
    private static Dictionary<string, ReadOnlyMemory<byte>> Read(Assembly assembly)
    {
        var read = new Dictionary<string, ReadOnlyMemory<byte>>(StringComparer.Ordinal);
        foreach (var name in assembly.GetManifestResourceNames().Where(name => name.StartsWith(Folder, StringComparison.Ordinal)))
        {
            using var content = new MemoryStream();
            using var resource = assembly.GetManifestResourceStream(name)!;
            resource.CopyTo(content);
            read[name[Folder.Length..]] = content.ToArray();
        }

        return read;
    }
}
