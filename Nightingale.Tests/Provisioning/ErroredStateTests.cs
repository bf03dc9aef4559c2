using System.Text;
using System.Text.Json;
using Nightingale.Actors.Instances;
using Nightingale.Actors.Provisioning;
using NUnit.Framework;

namespace Nightingale.Tests.Provisioning;

/// <summary>A state that could not be uploaded stays in the working folder, and the next run makes it good.</summary>
public sealed class ErroredStateTests
{
    private static readonly InstanceId Id = new(new Guid("0193a5a0-0000-7000-8000-00000000000a"));

    [Test]
    public async Task A_state_that_a_full_disk_refused_is_uploaded_before_the_next_run()
    {
        using var store = new FullDisk();
        await using var node = await ProvisioningNode.Start(store: store);
        store.IsFull = true;
        var failed = await node.Run(ProvisioningNode.Work(Id, 1));
        Assert.That(failed, Is.TypeOf<RunOutcome.Failed>().With.Property("Class").EqualTo(FailureClass.Transient));
        using var jupyter = node.Jupyter(Id);
        var started = await jupyter.Started();

        store.IsFull = false;
        await node.Apply(ProvisioningNode.Work(Id, 2));

        Assert.That(await jupyter.Started(), Is.EqualTo(started), "the next run knew the server, and left it alone");
        Assert.That(await store.Read(Id, default), Has.Property("Run").EqualTo(2));
    }

    [Test]
    public async Task A_state_that_is_out_of_date_is_dropped()
    {
        await using var node = await ProvisioningNode.Start();
        await node.Apply(ProvisioningNode.Work(Id, 3, running: false));
        var work = InstanceFolder.Of(node.Options.DataFolder, Id).Work;
        var state = Encoding.UTF8.GetString((await node.Store.Read(Id, default))!.Content.Span);
        await File.WriteAllTextAsync(Path.Combine(work, "errored.tfstate"), state.Replace("\"serial\": ", "\"serial\": 99", StringComparison.Ordinal));
        await File.WriteAllTextAsync(Path.Combine(work, "run"), "2");

        await node.Apply(ProvisioningNode.Work(Id, 4, running: false));

        using var after = JsonDocument.Parse((await node.Store.Read(Id, default))!.Content);
        Assert.That(after.RootElement.GetProperty("serial").GetInt32(), Is.LessThan(99));
        Assert.That(File.Exists(Path.Combine(work, "errored.tfstate")), Is.False);
    }

    /// <summary>What a full disk leaves of it: the runs that follow must not fail on it for ever.</summary>
    [TestCase("")]
    [TestCase("{\n  \"version\": 4,")]
    public async Task A_state_that_was_cut_off_hinders_no_later_run(string content)
    {
        await using var node = await ProvisioningNode.Start();
        await node.Apply(ProvisioningNode.Work(Id, 1));
        await File.WriteAllTextAsync(Path.Combine(InstanceFolder.Of(node.Options.DataFolder, Id).Work, "errored.tfstate"), content);

        Assert.That(await node.Run(ProvisioningNode.Work(Id, 2, action: TerraformAction.Destroy)), Is.TypeOf<RunOutcome.Destroyed>());
        Assert.That(await node.Processes(), Is.Empty);
    }

    private sealed class FullDisk : IStateStore, IDisposable
    {
        private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("ngf-");
        private readonly FileStateStore _store;

        public FullDisk() => _store = new(_folder.FullName, ProvisioningNode.MasterKey);

        public bool IsFull { get; set; }

        public Task<StoredState?> Read(InstanceId instance, CancellationToken cancel) => _store.Read(instance, cancel);

        public Task<bool> Write(InstanceId instance, StoredState state, CancellationToken cancel) =>
            IsFull ? throw new IOException("No space left on device") : _store.Write(instance, state, cancel);

        public Task Delete(InstanceId instance, CancellationToken cancel) => _store.Delete(instance, cancel);

        public void Dispose() => _folder.Delete(recursive: true);
    }
}
