using Nightingale.Gateway.Tokens;
using Nightingale.Host.Composition;
using NUnit.Framework;

namespace Nightingale.Tests.Host;

public sealed class DataFolderTests
{
    private string _path = null!;

    private DataFolder Folder => DataFolder.Open(_path);

    [SetUp]
    public void MakeFolder() => _path = Directory.CreateTempSubdirectory("nightingale-data-").FullName;

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_path, recursive: true);

    [Test]
    public void A_new_folder_gets_a_master_key_that_stays_and_is_its_owners_alone()
    {
        var key = Folder.MasterKey();
        Assert.That(key, Has.Length.EqualTo(32));
        Assert.That(Folder.MasterKey(), Is.EqualTo(key));
        Assert.That(File.GetUnixFileMode(In("master.key")), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));
    }

    [Test]
    public async Task A_folder_that_lost_its_master_key_gets_no_other()
    {
        await File.WriteAllTextAsync(In("journal.db"), "");
        Assert.That(() => Folder.MasterKey(), Throws.TypeOf<StartupException>().With.Message.Contains("Restore master.key"));
        Assert.That(File.Exists(In("master.key")), Is.False);
    }

    [TestCase(""), TestCase("zz"), TestCase("0a1b"), TestCase("0a1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3d4e5f60718293a4b5c6d7e8fg")]
    public async Task A_damaged_master_key_is_told_and_left_alone(string content)
    {
        await File.WriteAllTextAsync(In("master.key"), content);
        Assert.That(() => Folder.MasterKey(), Throws.TypeOf<StartupException>().With.Message.Contains("master.key in the data folder is damaged"));
        Assert.That(await File.ReadAllTextAsync(In("master.key")), Is.EqualTo(content));
    }

    [Test]
    public void A_token_file_that_cannot_be_read_is_told_in_its_own_words() =>
        Assert.That(StartupFault.Of(new TokenStoreException("Restore it."), new() { DataFolder = _path }), Is.TypeOf<StartupException>().With.Message.EqualTo("Restore it."));

    private string In(string name) => Path.Combine(_path, name);
}
