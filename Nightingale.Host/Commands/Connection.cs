using System.CommandLine;
using Nightingale.Host.Client;

namespace Nightingale.Host.Commands;

/// <summary>The options that say which server is meant, the same for every command that talks to one.</summary>
internal sealed class Connection(Terminal terminal)
{
    private readonly Option<string?> _url = new("--url") { Description = "The server. Default: $NIGHTINGALE_URL, or the node of the data folder.", HelpName = "URL" };

    private readonly Option<string?> _tokenFile = new("--token-file")
    {
        Description = "The file with the token. Default: $NIGHTINGALE_TOKEN, $NIGHTINGALE_TOKEN_FILE, or the operator's token of the data folder.",
        HelpName = "FILE",
    };

    private readonly Option<string?> _data = new("--data") { Description = "The data folder of a node on this machine. Default: ~/.local/share/nightingale.", HelpName = "DIR" };

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        command.Add(_url);
        command.Add(_tokenFile);
        AddDataFolderTo(command);
    }

    /// <summary>Adds the option for the data folder alone.</summary>
    public void AddDataFolderTo(Command command) => command.Add(_data);

    /// <summary>Opens a client. With a data folder that is named, the environment names no server.</summary>
    /// <exception cref="ApiException">Nothing says where the server is.</exception>
    public async Task<ApiClient> Open(ParseResult parsed, CancellationToken cancel)
    {
        var wishes = new ServerAddress.Wishes(parsed.GetValue(_url), parsed.GetValue(_tokenFile), DataFolder(parsed));
        Func<string, string?> environment = parsed.GetValue(_data) is null ? terminal.Environment : _ => null;
        return new(await ServerAddress.Find(wishes, environment, cancel), terminal.Time);
    }

    /// <summary>The data folder that is meant.</summary>
    public string DataFolder(ParseResult parsed) => Path.GetFullPath(parsed.GetValue(_data) ?? terminal.DefaultDataFolder);

    /// <summary>Whether a server was named, rather than a data folder.</summary>
    public bool NamesServer(ParseResult parsed) =>
        parsed.GetValue(_url) is not null || (parsed.GetValue(_data) is null && terminal.Environment("NIGHTINGALE_URL") is not null);
}
