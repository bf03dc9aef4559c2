using System.Globalization;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Nightingale.Actors.Instances;

namespace Nightingale.Actors.Provisioning;

/// <summary>Each instance's log of its Terraform runs: bounded, by dropping the older half when it is full. A full disk costs lines, never a run.</summary>
internal sealed class RunLog(ProvisioningOptions options, ILogger log)
{
    /// <summary>What the older half is renamed to.</summary>
    public static string Older(string file) => $"{file}.1";

    /// <summary>Writes what comes until no more can come.</summary>
    public async Task Write(InstanceId instance, ChannelReader<RunProgress> lines)
    {
        var file = InstanceFolder.Of(options.InstancesUnder, instance).TerraformLog;
        await foreach (var line in lines.ReadAllAsync())
        {
            try
            {
                await Append(file, line);
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
            {
                log.LogNotWritten(failure, instance);
            }
        }
    }

    private async Task Append(string file, RunProgress line)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(file)!, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        if (new FileInfo(file) is { Exists: true } present && present.Length >= options.LogBytes / 2) File.Move(file, Older(file), overwrite: true);
        await File.AppendAllTextAsync(file, string.Create(CultureInfo.InvariantCulture, $"{line.At:yyyy-MM-ddTHH:mm:ss.fffZ} run {line.Run} {line.Stage}: {line.Message}\n"));
    }
}
