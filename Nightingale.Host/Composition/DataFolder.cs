using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Nightingale.Host.Composition;

/// <summary>What lies in a node's data folder beside the journal. All of it is readable by its owner alone.</summary>
public sealed class DataFolder
{
    private const int MasterKeyBytes = 32;
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private DataFolder(string path) => Path = path;

    /// <summary>The folder, absolute.</summary>
    public string Path { get; }

    /// <summary>Where the first operator's token lies.</summary>
    public string OperatorToken => In("operator.token");

    /// <summary>Where the first operator's password lies, as it was made.</summary>
    public string OperatorPassword => In("operator.password");

    /// <summary>Where clients find the running node: <c>{"url", "pid"}</c>.</summary>
    public string NodeFile => In("node.json");

    /// <summary>The sizes that operators edit.</summary>
    public string Sizes => In("sizes.json");

    /// <summary>The prices that operators edit.</summary>
    public string Prices => In("prices.json");

    /// <summary>Hashes of bearer tokens.</summary>
    public string Tokens => In("tokens.json");

    /// <summary>How people sign in, as operators say it.</summary>
    public string SignIn => In("sign-in.json");

    /// <summary>Who may sign in: hashes, and what is sealed under the master key.</summary>
    public string People => In("people.json");

    /// <summary>Where people are signed in: hashes.</summary>
    public string Sessions => In("sessions.json");

    /// <summary>The record of attempts.</summary>
    public string AccessLog => In("access.jsonl");

    /// <summary>Opens the folder, making it first if need be.</summary>
    /// <exception cref="StartupException">It cannot be made or used.</exception>
    public static DataFolder Open(string path)
    {
        try
        {
            var full = System.IO.Path.GetFullPath(path);
            if (File.Exists(full)) throw new StartupException($"The data folder {path} is a file. Choose another with --data.");
            if (!Directory.Exists(full))
                Directory.CreateDirectory(full, OwnerOnly | UnixFileMode.UserExecute);
            return new(full);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new StartupException($"The data folder {path} cannot be used: {fault.Message} Choose another with --data.", fault);
        }
    }

    /// <summary>The key from which every secret of this folder derives; made on the first start, 32 bytes.</summary>
    /// <exception cref="StartupException">It is damaged, or is not there although the folder was in use: another key would open nothing.</exception>
    public byte[] MasterKey()
    {
        var path = In("master.key");
        if (!File.Exists(path))
        {
            if (File.Exists(In("journal.db")))
                throw new StartupException("The data folder has a journal and no master.key, without which its Terraform states cannot be read. Restore master.key from a backup.");
            Write(path, Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(MasterKeyBytes)));
        }

        var text = File.ReadAllText(path).Trim();
        return text.Length == 2 * MasterKeyBytes && text.All(char.IsAsciiHexDigit)
            ? Convert.FromHexString(text)
            : throw new StartupException("master.key in the data folder is damaged: it must be 64 hexadecimal digits. Restore it from a backup.");
    }

    /// <summary>Copies a shipped configuration file to where operators edit it, unless they have one already.</summary>
    public void Ship(string name)
    {
        var target = In(name);
        if (!File.Exists(target)) Write(target, File.ReadAllText(Shipped(name)));
    }

    /// <summary>Where a configuration file lies as it was shipped.</summary>
    public static string Shipped(string name) => System.IO.Path.Combine(AppContext.BaseDirectory, "config", name);

    /// <summary>Tells clients on this machine where the node listens.</summary>
    public void Announce(Uri url) => Write(NodeFile, JsonSerializer.Serialize(new { url = url.ToString(), pid = Environment.ProcessId }));

    /// <summary>Takes the announcement back.</summary>
    public void Withdraw() => File.Delete(NodeFile);

    /// <summary>Writes a file for its owner alone: beside its place, and then moved there, so that a full disk or a crash never leaves half of one.</summary>
    public static void Write(string path, string content)
    {
        var draft = path + ".new";
        File.Delete(draft);
        using (var stream = new FileStream(draft, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, BufferSize = 0, UnixCreateMode = OwnerOnly }))
        {
            stream.Write(Encoding.UTF8.GetBytes(content));
            stream.Flush(flushToDisk: true);
        }

        File.Move(draft, path, overwrite: true);
    }

    private string In(string name) => System.IO.Path.Combine(Path, name);
}
