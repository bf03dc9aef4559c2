using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Nightingale.Actors.Instances;

namespace Nightingale.Actors.Provisioning;

/// <summary>
/// Terraform's working folder for one run: links to the module's files, and the variables in a file of their own, which only we can
/// read and which goes when the run does. Values reach Terraform by that file and no other way.
/// </summary>
internal sealed class WorkFolder : IAsyncDisposable
{
    private const string Variables = "variables.json";
    private const string Errored = "errored.tfstate";
    private const string RunMark = "run";

    // A line a value: Terraform quotes the line in its diagnostics, and a token on the same line would be quoted with it.
    private static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private WorkFolder(string path) => Path = path;

    /// <summary>Where it is.</summary>
    public string Path { get; }

    /// <summary>The argument that names the variables.</summary>
    public const string VariablesArgument = $"-var-file={Variables}";

    /// <summary>Makes the folder ready for a run of <paramref name="module"/>.</summary>
    public static async Task<WorkFolder> Create(InstanceFolder folder, string module, CancellationToken cancel)
    {
        Directory.CreateDirectory(folder.Root, Private);
        Directory.CreateDirectory(folder.Work, Private);
        cancel.ThrowIfCancellationRequested();
        await Task.Run(() => Link(module, folder.Work), cancel);
        return new(folder.Work);
    }

    /// <summary>
    /// The state that an earlier run could not upload, with the number of that run, and whether it is whole: where the disk is full, Terraform could
    /// not write it here either. Null if there is none.
    /// </summary>
    public async Task<(string File, long Run, bool IsWhole)?> ErroredState(CancellationToken cancel)
    {
        if (!File.Exists(In(Errored))) return null;
        var mark = File.Exists(In(RunMark)) ? await File.ReadAllTextAsync(In(RunMark), cancel) : "";
        var run = long.TryParse(mark, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
        return (Errored, run, IsWhole(await File.ReadAllBytesAsync(In(Errored), cancel)));
    }

    /// <summary>Forgets the state of an earlier run: it was uploaded, is out of date, or was cut off.</summary>
    public void DropErroredState() => File.Delete(In(Errored));

    /// <summary>Writes the variables and notes whose run this is.</summary>
    public async Task Write(InstanceWork.RunTerraform work, string home, string token, CancellationToken cancel)
    {
        await File.WriteAllTextAsync(In(RunMark), $"{work.Run}", cancel);
        File.Delete(In(Variables));
        await using var file = new FileStream(In(Variables), new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
            Options = FileOptions.Asynchronous,
        });
        await JsonSerializer.SerializeAsync(file, Inputs(work, home, token), Json, cancel);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        File.Delete(In(Variables));
        return ValueTask.CompletedTask;
    }

    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private string In(string name) => System.IO.Path.Combine(Path, name);

    private static bool IsWhole(byte[] json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static Dictionary<string, object?> Inputs(InstanceWork.RunTerraform work, string home, string token) => new(StringComparer.Ordinal)
    {
        ["instance_id"] = work.Id.ToString(),
        ["generation"] = work.Generation,
        ["running"] = work is { Action: TerraformAction.Apply, Running: true },
        ["size"] = new { work.Spec.Size.Cpus, MemoryMib = work.Spec.Size.MemoryMiB, work.Spec.Size.Gpus, DiskGib = work.Spec.Size.DiskGiB },
        ["image"] = work.Spec.Image,
        ["market"] = work.Spec.Market switch
        {
            Market.OnDemand => "on-demand",
            Market.Spot => "spot",
            _ => throw new InvalidOperationException($"Unknown market {work.Spec.Market}."),
        },
        // What only a running instance uses must not keep one from being taken down: a module checks it again each time.
        ["dataset"] = work is { Action: TerraformAction.Apply, Running: true } ? work.Spec.Dataset : null,
        ["home"] = home,
        ["labels"] = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["nightingale-instance"] = work.Id.ToString(),
            ["nightingale-account"] = work.Spec.Account,
            ["nightingale-owner"] = work.Spec.Owner,
        },
        ["token"] = token,
    };

    // Terraform reads its working folder. The links are made anew when the module moved, so that no old path lives on in a state.
    private static void Link(string module, string work)
    {
        var wanted = Directory.EnumerateFileSystemEntries(module)
            .Where(entry => System.IO.Path.GetFileName(entry) is not ".terraform")
            .ToDictionary(entry => System.IO.Path.Combine(work, System.IO.Path.GetFileName(entry)), StringComparer.Ordinal);
        foreach (var entry in new DirectoryInfo(work).EnumerateFileSystemInfos().Where(entry => entry.LinkTarget is not null))
        {
            if (entry.LinkTarget != wanted.GetValueOrDefault(entry.FullName)) entry.Delete();
            else wanted.Remove(entry.FullName);
        }
        foreach (var (link, target) in wanted) File.CreateSymbolicLink(link, target);
    }
}
