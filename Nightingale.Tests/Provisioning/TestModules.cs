using System.Diagnostics;
using Nightingale.Actors.Provisioning;
using NUnit.Framework;

namespace Nightingale.Tests.Provisioning;

/// <summary>Modules and Terraforms that misbehave on purpose, each in a folder that goes when it is disposed.</summary>
public sealed class TestModules : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("ngm-");

    public string Folder => _folder.FullName;

    public ProvisioningOptions Use(ProvisioningOptions options) => options with { ModulesFolder = Folder };

    /// <summary>The local module with one text replaced by another in one of its files.</summary>
    public async Task<TestModules> Local(string file, string text, string replacement)
    {
        var start = Process.Start(new ProcessStartInfo("cp", ["-r", Path.Combine(ProvisioningNode.Modules, "local"), Folder]) { UseShellExecute = false })!;
        using (start) await start.WaitForExitAsync();
        var path = Path.Combine(Folder, "local", file);
        var original = await File.ReadAllTextAsync(path);
        Assert.That(original, Does.Contain(text));
        await File.WriteAllTextAsync(path, original.Replace(text, replacement, StringComparison.Ordinal));
        return this;
    }

    /// <summary>A module of its own.</summary>
    public async Task<TestModules> Module(string target, string hcl)
    {
        Directory.CreateDirectory(Path.Combine(Folder, target));
        await File.WriteAllTextAsync(Path.Combine(Folder, target, "main.tf"), hcl);
        return this;
    }

    /// <summary>A program in Terraform's place.</summary>
    public async Task<string> Terraform(string script)
    {
        var path = Path.Combine(Folder, "terraform");
        await File.WriteAllTextAsync(path, $"#!/bin/sh\n{script}\n");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return path;
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
