using System.Threading.Channels;
using Microsoft.Extensions.Logging.Abstractions;
using Nightingale.Actors.Instances;
using Nightingale.Actors.Provisioning;
using NUnit.Framework;

namespace Nightingale.Tests.Provisioning;

public sealed class InstanceLogsTests
{
    private static readonly InstanceId Id = new(new Guid("0193a5a0-0000-7000-8000-00000000000f"));

    private DirectoryInfo _folder = null!;
    private ProvisioningOptions _options = null!;
    private InstanceLogs _logs = null!;

    [SetUp]
    public void Open()
    {
        _folder = Directory.CreateTempSubdirectory("ngl-");
        _options = new() { ModulesFolder = "/", DataFolder = _folder.FullName, LogBytes = 4096 };
        _logs = new(_options);
    }

    [TearDown]
    public void Close() => _folder.Delete(recursive: true);

    [Test]
    public async Task Where_nothing_was_logged_there_is_nothing_to_read()
    {
        Assert.That(await _logs.Terraform(Id, 100), Is.Empty);
        Assert.That(await _logs.Jupyter(Id, 100), Is.Empty);
    }

    [Test]
    public async Task The_end_of_a_log_begins_with_a_whole_line()
    {
        await Jupyter("first line\nsecond line\nthird line\n");

        Assert.That(await _logs.Jupyter(Id, 20), Is.EqualTo("third line\n"));
    }

    [Test]
    public async Task A_token_in_a_log_does_not_leave_it()
    {
        await Jupyter("GET /lab?token=5ec4e7&x=1 referer='http://x/?token=5ec4e7'\n");

        Assert.That(await _logs.Jupyter(Id, 1000), Is.EqualTo("GET /lab?token=…&x=1 referer='http://x/?token=…'\n"));
    }

    [Test]
    public async Task The_log_of_runs_is_bounded_and_keeps_the_newest()
    {
        var lines = Channel.CreateUnbounded<RunProgress>();
        for (var line = 1; line <= 500; line++) lines.Writer.TryWrite(new(Id, "lab", 1, DateTimeOffset.UnixEpoch, "running", $"line {line}"));
        lines.Writer.Complete();

        await new RunLog(_options, NullLogger.Instance).Write(Id, lines.Reader);

        var log = await _logs.Terraform(Id, 1024 * 1024);
        Assert.That(log, Has.Length.InRange(2048, 4096 + 200));
        Assert.That(log, Does.EndWith("1970-01-01T00:00:00.000Z run 1 running: line 500\n"));
        Assert.That(log.Split('\n'), Has.Length.GreaterThan(40));
    }

    [Test]
    public async Task A_log_that_cannot_be_written_stops_nobody()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder.FullName, "instances"), "a file in the folder's place");
        var lines = Channel.CreateUnbounded<RunProgress>();
        lines.Writer.TryWrite(new(Id, "lab", 1, DateTimeOffset.UnixEpoch, "running", "a line"));
        lines.Writer.Complete();

        Assert.That(async () => await new RunLog(_options, NullLogger.Instance).Write(Id, lines.Reader), Throws.Nothing);
    }

    private async Task Jupyter(string text)
    {
        var folder = InstanceFolder.Of(_options.DataFolder, Id);
        Directory.CreateDirectory(folder.Root);
        await File.WriteAllTextAsync(folder.JupyterLog, text);
    }
}
