using System.Net;
using Nightingale.Gateway.JupyterProxy;
using NUnit.Framework;

namespace Nightingale.Tests.Gateway.JupyterProxy;

public sealed class AddressRulesTests
{
    [TestCase("127.0.0.1")]
    [TestCase("127.8.9.1")]
    [TestCase("0.0.0.0")]
    [TestCase("169.254.169.254")]
    [TestCase("100.100.100.200")]
    [TestCase("168.63.129.16")]
    [TestCase("255.255.255.255")]
    [TestCase("::1")]
    [TestCase("::")]
    [TestCase("::ffff:169.254.169.254")]
    [TestCase("::169.254.169.254")]
    [TestCase("64:ff9b::a9fe:a9fe")]
    [TestCase("fe80::1")]
    [TestCase("fd00:ec2::254")]
    [TestCase("ff02::1")]
    public void What_leads_to_this_machine_or_to_metadata_is_refused(string address) => Assert.That(AddressRules.Allows(IPAddress.Parse(address)), Is.False);

    [TestCase("10.1.2.3")]
    [TestCase("172.16.0.9")]
    [TestCase("203.0.113.7")]
    [TestCase("2001:db8::7")]
    public void Control_machines_of_a_cloud_are_not(string address) => Assert.That(AddressRules.Allows(IPAddress.Parse(address)), Is.True);

    [TestCase("2852039166")]
    [TestCase("2130706433")]
    [TestCase("0x7f.1")]
    [TestCase("localhost")]
    public void What_an_address_means_counts_and_not_how_it_is_written(string host) =>
        Assert.That(async () => await AddressRules.Connect(new(host, 80), CancellationToken.None), Throws.TypeOf<IOException>());

    [TestCase("unix:///run/docker.sock", "aws", false)]
    [TestCase("unix:///data/instances/1/jupyter.sock", "local", true)]
    [TestCase("https://10.1.2.3:8888", "aws", true)]
    [TestCase("file:///etc/passwd", "local", false)]
    [TestCase("gopher://10.1.2.3", "aws", false)]
    public void A_socket_of_this_machine_is_the_local_targets_alone(string address, string target, bool allowed) =>
        Assert.That(AddressRules.Allows(new Uri(address), target), Is.EqualTo(allowed));
}
