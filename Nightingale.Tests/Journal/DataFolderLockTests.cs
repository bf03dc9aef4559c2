using System.Diagnostics;

using Nightingale.Actors.Journal;

using NUnit.Framework;

namespace Nightingale.Tests.Journal;

public sealed class DataFolderLockTests
{
    private TemporaryFolder _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = new();

    [TearDown]
    public void RemoveFolder() => _folder.Dispose();

    [Test]
    public void A_folder_has_one_owner_and_the_other_is_told_which()
    {
        using (DataFolderLock.Take(_folder.Path))
            Assert.That(
                () => DataFolderLock.Take(_folder.Path),
                Throws.InstanceOf<JournalUnavailableException>().With.Message.EqualTo($"The data folder is in use by process {Environment.ProcessId}. Stop it first, or choose another folder."));

        using var next = DataFolderLock.Take(_folder.Path);
    }

    [Test]
    public async Task Another_process_is_kept_out_until_the_lock_is_given_back()
    {
        using (DataFolderLock.Take(_folder.Path)) Assert.That(await TryLockElsewhere(), Is.Not.Zero);
        Assert.That(await TryLockElsewhere(), Is.Zero, "the control: nobody has it");
    }

    [Test]
    public async Task The_lock_of_a_process_that_was_killed_is_free_again()
    {
        await File.WriteAllTextAsync(_folder.File("lock"), "");
        using var holder = Process.Start(new ProcessStartInfo("flock", ["--no-fork", _folder.File("lock"), "sh", "-c", "echo taken; exec sleep 60"]) { RedirectStandardOutput = true, UseShellExecute = false })!;
        Assert.That(await holder.StandardOutput.ReadLineAsync(), Is.EqualTo("taken"));

        Assert.That(() => DataFolderLock.Take(_folder.Path), Throws.InstanceOf<JournalUnavailableException>());
        holder.Kill();
        await holder.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(30));

        using var next = DataFolderLock.Take(_folder.Path);
    }

    private async Task<int> TryLockElsewhere()
    {
        using var process = Process.Start("flock", ["--nonblock", _folder.File("lock"), "true"]);
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(30));
        return process.ExitCode;
    }
}
