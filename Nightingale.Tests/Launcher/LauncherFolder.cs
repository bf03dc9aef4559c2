using System.Diagnostics;
using Nightingale.Tests.Cluster;

namespace Nightingale.Tests.Launcher;

/// <summary>
/// The launcher in a checkout of its own, with a PATH that holds what it needs of the system, and stubs for what it looks for: .NET, Terraform,
/// Debian's packages. Nothing is built or installed.
/// </summary>
internal sealed class LauncherFolder : IDisposable
{
    private static readonly string[] Tools = ["bash", "sh", "env", "dirname", "readlink", "grep", "find", "mkdir", "flock", "touch", "mktemp", "cat", "rm"];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("ng-launcher-");

    private LauncherFolder()
    {
        Directory.CreateDirectory(Path);
        Directory.CreateDirectory(In("checkout", "Nightingale.Host"));
        File.Copy(System.IO.Path.Combine(Repository.Root, "nightingale"), Launcher);
        foreach (var tool in Tools) File.CreateSymbolicLink(In("path", tool), Programs.Find(tool));
    }

    /// <summary>The script.</summary>
    public string Launcher => In("checkout", "nightingale");

    private string Path => In("path");

    /// <summary>Makes one in which nothing is missing, for a person who is not root.</summary>
    public static async Task<LauncherFolder> Create()
    {
        var folder = new LauncherFolder();
        await folder.Stub("dotnet", $$"""
            case "$1" in
              --list-sdks) echo '9.0.100 [/sdk]'; echo '10.0.100 [/sdk]' ;;
              build) echo "build $2" >>'{{folder.In("calls")}}' ;;
              *) printf '%s\n' "$@"; exit 7 ;;
            esac
            """);
        await folder.Stub("terraform", "exit 0");
        await folder.Stub("dpkg-query", "echo 'install ok installed'");
        await folder.Stub("id", "echo 1000");
        foreach (var root in new[] { "apt-get", "sudo" }) await folder.Stub(root, $"echo \"{root} $*\" >>'{folder.In("calls")}'");
        return folder;
    }

    /// <summary>What .NET, apt-get and sudo were told to do; a line each.</summary>
    public async Task<string[]> Calls() => File.Exists(In("calls")) ? await File.ReadAllLinesAsync(In("calls")) : [];

    /// <summary>A path in the folder.</summary>
    public string In(params string[] names) => System.IO.Path.Combine([_folder.FullName, .. names]);

    /// <summary>Puts a program on the PATH.</summary>
    public async Task Stub(string name, string script)
    {
        await File.WriteAllTextAsync(In("path", name), $"#!/bin/sh\n{script}\n");
        File.SetUnixFileMode(In("path", name), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    /// <summary>Takes a program off the PATH.</summary>
    public void Remove(string name) => File.Delete(In("path", name));

    /// <summary>Runs the launcher.</summary>
    public Task<Ran> Run(params string[] arguments) => RunAs(Launcher, arguments);

    /// <summary>Runs it by another name, from another folder.</summary>
    public Task<Ran> RunAs(string name, string[] arguments, string from = "/")
    {
        var start = new ProcessStartInfo(name, arguments) { WorkingDirectory = from, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        start.Environment["PATH"] = Path;
        return Ran.ToItsEnd(start);
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
