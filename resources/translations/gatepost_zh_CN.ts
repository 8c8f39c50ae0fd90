<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en_US">
<context>
    <name>Faces</name>
    <message numerus="yes">
        <source>%n request(s) waiting</source>
        <translation>
            <numerusform>%n 个请求在等待</numerusform>
        </translation>
    </message>
    <message>
        <source>Another relay is already running</source>
        <translation>另一个中继已在运行</translation>
    </message>
    <message>
        <source>It owns %1, so applications push to it and not to this window. Take over to end it and go on here; nothing that waits is lost.</source>
        <translation>它占用着 %1，因此程序推送到它那里，而不是这个窗口。接管会结束它并在这里继续；等待中的内容不会丢失。</translation>
    </message>
    <message>
        <source>Take Over</source>
        <translation>接管</translation>
    </message>
    <message>
        <source>Applications cannot push</source>
        <translation>应用程序无法推送</translation>
    </message>
    <message>
        <source>The local socket could not be opened. Check the path and its folder under Settings, Local.</source>
        <translation>无法打开本地套接字。请在“设置 → 本地”中检查路径及其文件夹。</translation>
    </message>
    <message>
        <source>The queue&apos;s key is locked away</source>
        <translation>队列的密钥已被锁住</translation>
    </message>
    <message>
        <source>Pushes cannot be stored</source>
        <translation>推送无法保存</translation>
    </message>
    <message>
        <source>The queue on disk does not take anything, so pushes are answered 503 and nothing is promised that cannot be kept. Free some space, then start again.</source>
        <translation>磁盘上的队列无法写入，因此推送得到 503 应答，不作无法兑现的承诺。请腾出空间后重新启动。</translation>
    </message>
    <message>
        <source>The queue&apos;s file was damaged, and they could not be read back. The damaged file is kept as %1.</source>
        <translation>队列文件已损坏，这些推送无法读回。损坏的文件保留为 %1。</translation>
    </message>
    <message>
        <source>A damaged file is not encrypted</source>
        <translation>有一个损坏的文件未加密</translation>
    </message>
    <message>
        <source>The queue is encrypted, but %1 was damaged and set aside before, and holds metrics in the clear. Delete it once you need nothing of it.</source>
        <translation>队列已加密，但 %1 此前因损坏而另存，其中的指标仍是明文。不再需要时请将其删除。</translation>
    </message>
    <message>
        <source>The queue&apos;s file was damaged</source>
        <translation>队列文件已损坏</translation>
    </message>
    <message>
        <source>What could be read of it is back, and everything goes on. The damaged file is kept as %1.</source>
        <translation>能读出的内容已经恢复，一切照常进行。损坏的文件保留为 %1。</translation>
    </message>
    <message>
        <source>The web proxy asks for a password</source>
        <translation>网络代理要求输入密码</translation>
    </message>
    <message>
        <source>Sending has stopped and everything is kept. Under Settings, Server, the web proxy&apos;s address may have a user and a password in it.</source>
        <translation>发送已停止，所有内容都已保留。在“设置”的“服务器”中，网络代理地址可以包含用户名和密码。</translation>
    </message>
    <message>
        <source>%1 refuses the token</source>
        <translation>%1 拒绝了令牌</translation>
    </message>
    <message>
        <source>It is unknown, expired or revoked. Sending has stopped and everything is kept. Enter a new token to go on.</source>
        <translation>令牌未知、已过期或已被吊销。发送已停止，所有内容都已保留。请输入新令牌以继续。</translation>
    </message>
    <message>
        <source>Enter Token…</source>
        <translation>输入令牌…</translation>
    </message>
    <message numerus="yes">
        <source>%n push(es) lost</source>
        <translation>
            <numerusform>丢失了 %n 次推送</numerusform>
        </translation>
    </message>
    <message>
        <source>The queue reached a limit and let go of its oldest. The ledger on the Queue page says what and why; limits are under Settings, Queue.</source>
        <translation>队列达到上限，舍弃了最旧的内容。“队列”页的账目说明了是什么以及为什么；上限在“设置 → 队列”中。</translation>
    </message>
    <message>
        <source>Understood</source>
        <translation>知道了</translation>
    </message>
    <message>
        <source>The keyring is locked</source>
        <translation>密钥环已锁定</translation>
    </message>
    <message>
        <source>The token is in it. Unlock the keyring and sending goes on by itself.</source>
        <translation>令牌就在其中。解锁密钥环后会自动继续发送。</translation>
    </message>
    <message>
        <source>Try Again</source>
        <translation>重试</translation>
    </message>
    <message>
        <source>The token cannot be read</source>
        <translation>无法读取令牌</translation>
    </message>
    <message>
        <source>The next try comes by itself.</source>
        <translation>稍后会自动重试。</translation>
    </message>
    <message>
        <source>The next try comes by itself at %1.</source>
        <translation>将于 %1 自动重试。</translation>
    </message>
    <message>
        <source>Waiting for the keyring</source>
        <translation>正在等待密钥环</translation>
    </message>
    <message>
        <source>The address cannot be used</source>
        <translation>无法使用该地址</translation>
    </message>
    <message>
        <source>Nothing is sent to %1; everything waits here.</source>
        <translation>不会向 %1 发送任何内容；一切都在这里等待。</translation>
    </message>
    <message>
        <source>No proxy address yet</source>
        <translation>尚无代理地址</translation>
    </message>
    <message>
        <source>Applications can push already; everything waits here until you say where it goes.</source>
        <translation>应用程序已经可以推送；在您指定去向之前，一切都在这里等待。</translation>
    </message>
    <message>
        <source>Set Up…</source>
        <translation>设置…</translation>
    </message>
    <message>
        <source>Sending is paused</source>
        <translation>发送已暂停</translation>
    </message>
    <message>
        <source>Applications go on pushing and everything is kept.</source>
        <translation>应用程序继续推送，所有内容都会保留。</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>%1 is not a Gatepost proxy</source>
        <translation>%1 不是 Gatepost 代理</translation>
    </message>
    <message>
        <source>What answers at %1 is not a Gatepost proxy</source>
        <translation>在 %1 应答的不是 Gatepost 代理</translation>
    </message>
    <message>
        <source>Perhaps this network wants you to log in first, or the address is wrong. Everything is kept.</source>
        <translation>也许此网络需要先登录，或者地址有误。所有内容都已保留。</translation>
    </message>
    <message>
        <source>Check Address…</source>
        <translation>检查地址…</translation>
    </message>
    <message>
        <source>No network; everything is kept</source>
        <translation>没有网络；所有内容都已保留</translation>
    </message>
    <message>
        <source>Waiting for a network that is not metered</source>
        <translation>正在等待不按流量计费的网络</translation>
    </message>
    <message>
        <source>%1 does not answer</source>
        <translation>%1 没有应答</translation>
    </message>
    <message>
        <source>Everything is kept. %1</source>
        <translation>所有内容都已保留。%1</translation>
    </message>
    <message>
        <source>Try Now</source>
        <translation>立即重试</translation>
    </message>
    <message numerus="yes">
        <source>%n push(es) rejected by the server</source>
        <translation>
            <numerusform>服务器拒绝了 %n 次推送</numerusform>
        </translation>
    </message>
    <message>
        <source>Kept here with the server&apos;s reasons; nothing waits behind.</source>
        <translation>已连同服务器给出的理由一起保留；没有别的内容排在后面。</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>显示</translation>
    </message>
    <message numerus="yes">
        <source>%n group(s) refused</source>
        <translation>
            <numerusform>%n 个组被退回</numerusform>
        </translation>
    </message>
    <message>
        <source>The last push did not pass the rules, so it was not sent. The Text page shows where and how to mend it.</source>
        <translation>最后一次推送不符合规则，因此没有发送。“文本”页显示问题所在以及如何修正。</translation>
    </message>
    <message numerus="yes">
        <source>%n error(s) in what is pushed</source>
        <translation>
            <numerusform>推送内容中有 %n 个错误</numerusform>
        </translation>
    </message>
    <message>
        <source>Sending to %1</source>
        <translation>正在发送到 %1</translation>
    </message>
    <message>
        <source>Everything is delivered to %1</source>
        <translation>全部已送达 %1</translation>
    </message>
    <message>
        <source>Ready; nothing pushed yet</source>
        <translation>就绪；尚无推送</translation>
    </message>
    <message>
        <source>Starting</source>
        <translation>正在启动</translation>
    </message>
    <message>
        <source>waited longer than the queue may keep</source>
        <translation>等待时间超过了队列允许的保留时间</translation>
    </message>
    <message>
        <source>the queue was full</source>
        <translation>队列已满</translation>
    </message>
    <message>
        <source>newer rejected pushes of the group took its place</source>
        <translation>被该组较新的被拒推送取代</translation>
    </message>
    <message>
        <source>dropped by hand</source>
        <translation>手动丢弃</translation>
    </message>
    <message>
        <source>the queue&apos;s file was damaged</source>
        <translation>队列文件已损坏</translation>
    </message>
    <message>
        <source>The queue is encrypted, so pushes are answered 503 until the keyring gives out its key. Unlock the keyring, then try again.</source>
        <translation>队列已加密，在密钥环提供密钥之前，推送会得到 503 应答。请解锁密钥环后重试。</translation>
    </message>
    <message>
        <source>The certificate&apos;s key cannot be read</source>
        <translation>无法读取证书的密钥</translation>
    </message>
    <message>
        <source>The certificate&apos;s key is locked</source>
        <translation>证书的密钥已锁定</translation>
    </message>
    <message>
        <source>There is no such file, or no key in it. Everything is kept; name the right file under Settings, Credentials.</source>
        <translation>没有这个文件，或其中没有密钥。所有内容都已保留；请在“设置”的“凭据”中指定正确的文件。</translation>
    </message>
    <message>
        <source>Its passphrase is not known, or is another key&apos;s. Everything is kept; enter the passphrase under Settings, Credentials.</source>
        <translation>它的密码短语未知，或属于另一个密钥。所有内容都已保留；请在“设置”的“凭据”中输入密码短语。</translation>
    </message>
    <message>
        <source>Open Settings…</source>
        <translation>打开设置…</translation>
    </message>
    <message>
        <source>The keyring does not answer, or the token file cannot be used. Enter the token again, or choose another place for it under Settings.</source>
        <translation>密钥环没有响应，或令牌文件无法使用。请重新输入令牌，或在设置中为它另选位置。</translation>
    </message>
</context>
<context>
    <name>Fields</name>
    <message>
        <source>Gatepost proxy</source>
        <translation>Gatepost 代理</translation>
    </message>
    <message>
        <source>Pushgateway</source>
        <translation>Pushgateway</translation>
    </message>
    <message>
        <source>The keyring</source>
        <translation>密钥环</translation>
    </message>
    <message>
        <source>A file only you can read</source>
        <translation>仅您可读的文件</translation>
    </message>
    <message>
        <source>As the system has it</source>
        <translation>使用系统设置</translation>
    </message>
    <message>
        <source>None</source>
        <translation>无</translation>
    </message>
    <message>
        <source>This one</source>
        <translation>使用下面的地址</translation>
    </message>
    <message>
        <source>Send</source>
        <translation>发送</translation>
    </message>
    <message>
        <source>Send sparingly</source>
        <translation>节省发送</translation>
    </message>
    <message>
        <source>Wait for another network</source>
        <translation>等待其他网络</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation>选择…</translation>
    </message>
    <message>
        <source>Choose a file: %1</source>
        <translation>选择文件：%1</translation>
    </message>
</context>
<context>
    <name>Judgements</name>
    <message>
        <source>Judged by the built-in rules: the server&apos;s have not been fetched yet.</source>
        <translation>按内置规则判断：尚未取得服务器的规则。</translation>
    </message>
    <message>
        <source>Judged by the server&apos;s own rules and policy. Quotas and clashes with other users only the server knows.</source>
        <translation>按服务器自己的规则和策略判断。配额以及与其他用户的冲突只有服务器知道。</translation>
    </message>
    <message>
        <source>The server may differ: it lints with another version of the rules.</source>
        <translation>服务器的判断可能不同：它使用另一版本的规则。</translation>
    </message>
    <message numerus="yes">
        <source>The server will reject this: %n error(s).</source>
        <translation>
            <numerusform>服务器将拒绝：%n 个错误。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The server will accept this, with %n warning(s).</source>
        <translation>
            <numerusform>服务器将接受，但有 %n 个警告。</numerusform>
        </translation>
    </message>
    <message>
        <source>The server will accept this.</source>
        <translation>服务器将接受。</translation>
    </message>
    <message>
        <source>The last push was refused here and not sent: %1</source>
        <translation>最后一次推送在此被退回，没有发送：%1</translation>
    </message>
    <message>
        <source>The server rejected this: %1</source>
        <translation>服务器拒绝了它：%1</translation>
    </message>
    <message>
        <source>It is kept in quarantine, see the Queue page.</source>
        <translation>它已被隔离，请见“队列”页。</translation>
    </message>
    <message>
        <source>The server has accepted this.</source>
        <translation>服务器已接受。</translation>
    </message>
    <message>
        <source>This is no exposition: %1</source>
        <translation>这不是有效的指标文本：%1</translation>
    </message>
    <message>
        <source>Nothing of it would be taken.</source>
        <translation>其中任何内容都不会被接受。</translation>
    </message>
    <message>
        <source>Linted here with the default rules; nothing is sent.</source>
        <translation>在此按默认规则检查；不会发送任何内容。</translation>
    </message>
</context>
<context>
    <name>Ledgers</name>
    <message>
        <source>Received from programs</source>
        <translation>从程序收到</translation>
    </message>
    <message>
        <source>Delivered to the server</source>
        <translation>已送达服务器</translation>
    </message>
    <message>
        <source>Replaced by a newer push before they left</source>
        <translation>发出前被较新的推送取代</translation>
    </message>
    <message>
        <source>Waiting</source>
        <translation>等待中</translation>
    </message>
    <message>
        <source>Rejected by the server, kept in quarantine</source>
        <translation>被服务器拒绝，保留在隔离区</translation>
    </message>
    <message>
        <source>Lost: %1</source>
        <translation>丢失：%1</translation>
    </message>
    <message>
        <source>Lost</source>
        <translation>丢失</translation>
    </message>
    <message>
        <source>Nothing has been pushed yet.</source>
        <translation>尚无推送。</translation>
    </message>
    <message>
        <source>The ledger does not balance. That is a defect of this program; please report it with the diagnostics.</source>
        <translation>账目不平。这是本程序的缺陷；请附上诊断信息报告。</translation>
    </message>
    <message numerus="yes">
        <source>%n push(es) lost; every other one is accounted for.</source>
        <translation>
            <numerusform>丢失了 %n 次推送；其余每一次都有着落。</numerusform>
        </translation>
    </message>
    <message>
        <source>Nothing is lost; not delivered yet: %1 of %2.</source>
        <translation>没有丢失；%2 次中还有 %1 次尚未送达。</translation>
    </message>
    <message>
        <source>Nothing is lost and nothing waits.</source>
        <translation>没有丢失，也没有等待。</translation>
    </message>
    <message>
        <source>Against the rules</source>
        <translation>违反规则</translation>
    </message>
    <message>
        <source>At odds with what other groups hold</source>
        <translation>与其他组已有的内容冲突</translation>
    </message>
    <message>
        <source>Not to be read: path, headers or text</source>
        <translation>无法读取：路径、标头或文本</translation>
    </message>
    <message>
        <source>Too large</source>
        <translation>过大</translation>
    </message>
    <message>
        <source>No push was refused since the start.</source>
        <translation>自启动以来没有推送被退回。</translation>
    </message>
    <message numerus="yes">
        <source>%n push(es) refused since the start, not counted above. Their programs were told why; the Activity page says it, too.</source>
        <translation>
            <numerusform>自启动以来有 %n 次推送被退回，未计入上面的账目。推送的程序已得知原因，活动页上也有说明。</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Links</name>
    <message>
        <source>This is not an enrollment link of Gatepost.</source>
        <translation>这不是 Gatepost 的注册链接。</translation>
    </message>
    <message>
        <source>There is no server&apos;s name in this address.</source>
        <translation>此地址中没有服务器名称。</translation>
    </message>
    <message>
        <source>The address must begin with https://, as in %1.</source>
        <translation>地址必须以 https:// 开头，例如 %1。</translation>
    </message>
    <message>
        <source>Only https is allowed; http only to this computer itself.</source>
        <translation>只允许 https；http 只能用于本机。</translation>
    </message>
    <message>
        <source>The address has a user name, a query or a fragment in it, which could disguise where it leads.</source>
        <translation>地址中含有用户名、查询或片段，可能掩盖其真实去向。</translation>
    </message>
    <message>
        <source>This link is too long.</source>
        <translation>此链接太长。</translation>
    </message>
</context>
<context>
    <name>LintRules</name>
    <message>
        <source>Without a HELP line nobody who reads a dashboard learns what the number means.</source>
        <translation>没有 HELP 行，看仪表盘的人就无从知道这个数字的含义。</translation>
    </message>
    <message>
        <source>Give the metric a help text in the client library.</source>
        <translation>请在客户端库中为该指标写上帮助文本。</translation>
    </message>
    <message>
        <source>Prometheus&apos; convention is base units; mixed units make expressions wrong by factors.</source>
        <translation>Prometheus 约定使用基本单位；混用单位会使表达式差上若干倍。</translation>
    </message>
    <message>
        <source>Convert the value to the base unit and name that in the metric.</source>
        <translation>请把数值换算成基本单位，并写进指标名。</translation>
    </message>
    <message>
        <source>The suffix _total tells a counter from a gauge wherever only the name is seen.</source>
        <translation>在只看得到名称的地方，后缀 _total 用来区分计数器与仪表值。</translation>
    </message>
    <message>
        <source>End the names of counters, and only of counters, with _total.</source>
        <translation>请让计数器（且仅计数器）的名称以 _total 结尾。</translation>
    </message>
    <message>
        <source>_bucket, _count, _sum, le and quantile belong to histograms and summaries; elsewhere they collide with those.</source>
        <translation>_bucket、_count、_sum、le 和 quantile 属于直方图和摘要；用在别处会与它们冲突。</translation>
    </message>
    <message>
        <source>Rename the metric or the label, or declare the type it really has.</source>
        <translation>请重命名指标或标签，或声明其真实类型。</translation>
    </message>
    <message>
        <source>The type is metadata; in the name it turns into a lie when the type changes.</source>
        <translation>类型是元数据；写进名称后，一旦类型改变就成了谎言。</translation>
    </message>
    <message>
        <source>Leave the type out of the metric&apos;s name.</source>
        <translation>请不要把类型写进指标名。</translation>
    </message>
    <message>
        <source>Colons are for the names that recording rules make.</source>
        <translation>冒号留给记录规则生成的名称。</translation>
    </message>
    <message>
        <source>Use underscores in place of colons.</source>
        <translation>请用下划线代替冒号。</translation>
    </message>
    <message>
        <source>Names in Prometheus are written in snake_case; queries are case-sensitive.</source>
        <translation>Prometheus 中的名称采用 snake_case；查询区分大小写。</translation>
    </message>
    <message>
        <source>Write the name in snake_case.</source>
        <translation>请用 snake_case 书写名称。</translation>
    </message>
    <message>
        <source>Abbreviated units are ambiguous: m may be minutes, metres or milli.</source>
        <translation>缩写单位含义不清：m 可能是分钟、米或毫。</translation>
    </message>
    <message>
        <source>Spell the unit out, as in seconds or bytes.</source>
        <translation>请写出完整单位，例如 seconds 或 bytes。</translation>
    </message>
    <message>
        <source>The same series twice in one exposition: Prometheus keeps one of them or drops the scrape.</source>
        <translation>同一序列在一份文本中出现两次：Prometheus 会保留其中之一，或丢弃整次抓取。</translation>
    </message>
    <message>
        <source>Send each series once; look for a collector that is registered twice.</source>
        <translation>每个序列只发送一次；请检查是否有收集器注册了两次。</translation>
    </message>
    <message>
        <source>Two series that differ in the order of labels, in empty labels, in labels that the grouping key has or in the spelling of a bound are one to Prometheus.</source>
        <translation>仅在标签顺序、空标签、分组键已有的标签或边界写法上不同的两个序列，对 Prometheus 来说是同一个。</translation>
    </message>
    <message>
        <source>Send each series once, with each bound once.</source>
        <translation>每个序列只发送一次，每个边界只出现一次。</translation>
    </message>
    <message>
        <source>A summary or histogram keeps buckets, quantiles, sum and count; any other value, and the first of two, is silently dropped.</source>
        <translation>摘要和直方图只保留桶、分位数、总和与计数；其他任何值，以及两个值中的第一个，都会被悄悄丢弃。</translation>
    </message>
    <message>
        <source>Give the line its le or quantile, or the metric the type that it has.</source>
        <translation>请为该行补上 le 或 quantile，或给指标写明真实类型。</translation>
    </message>
    <message>
        <source>A Pushgateway refuses timestamps: the value is as old as its scrape.</source>
        <translation>Pushgateway 拒绝时间戳：数值的时间就是抓取的时间。</translation>
    </message>
    <message>
        <source>Leave the timestamp out; to tell when something happened, push that time as a gauge.</source>
        <translation>请去掉时间戳；若要说明事情发生的时间，请把该时间作为 gauge 推送。</translation>
    </message>
    <message>
        <source>Each bucket counts what lies at or below its bound, so counts cannot fall as bounds rise; quantiles of such a histogram are wrong.</source>
        <translation>每个桶统计不大于其边界的值，因此边界增大时计数不会减少；这样的直方图算出的分位数是错的。</translation>
    </message>
    <message>
        <source>Add the counts of the lower buckets to each bucket.</source>
        <translation>请把较低各桶的计数加到每个桶上。</translation>
    </message>
    <message>
        <source>The bucket le=&quot;+Inf&quot; holds every observation, and so does _count.</source>
        <translation>桶 le=&quot;+Inf&quot; 包含全部观测，_count 也是如此。</translation>
    </message>
    <message>
        <source>Take both from one snapshot of the histogram.</source>
        <translation>请从直方图的同一快照中取这两个值。</translation>
    </message>
    <message>
        <source>A count of observations below zero, or not a number, is refused or turned into nonsense by what reads it next.</source>
        <translation>小于零或不是数字的观测计数会被拒绝，或被后续读取者变成无意义的值。</translation>
    </message>
    <message>
        <source>Send counts that only grow from zero.</source>
        <translation>请发送从零开始只增不减的计数。</translation>
    </message>
    <message>
        <source>Labels starting with __ are Prometheus&apos; own and are dropped after relabelling.</source>
        <translation>以 __ 开头的标签属于 Prometheus，重新标记后会被丢弃。</translation>
    </message>
    <message>
        <source>Rename the label.</source>
        <translation>请重命名该标签。</translation>
    </message>
    <message>
        <source>The gateway adds push_time_seconds and push_failure_time_seconds to every group; pushed values of these names are lost.</source>
        <translation>网关会为每个组添加 push_time_seconds 和 push_failure_time_seconds；推送的同名值会丢失。</translation>
    </message>
    <message>
        <source>Choose another name for the metric.</source>
        <translation>请为该指标另选名称。</translation>
    </message>
    <message>
        <source>A histogram or summary x has samples x_bucket, x_sum and x_count; a metric of such a name cannot be told from them, and a gateway refuses the push.</source>
        <translation>直方图或摘要 x 带有样本 x_bucket、x_sum 和 x_count；与之同名的指标无法区分，网关会拒绝该推送。</translation>
    </message>
    <message>
        <source>Rename one of the two.</source>
        <translation>请重命名其中之一。</translation>
    </message>
    <message>
        <source>Without the bucket le=&quot;+Inf&quot; the highest observations belong to no bucket; the gateway fills it in from _count.</source>
        <translation>没有桶 le=&quot;+Inf&quot;，最高的观测就不属于任何桶；网关会用 _count 补上。</translation>
    </message>
    <message>
        <source>Send a last bucket le=&quot;+Inf&quot;.</source>
        <translation>请发送最后一个桶 le=&quot;+Inf&quot;。</translation>
    </message>
    <message>
        <source>A counter starts at zero and only grows; a negative value or NaN makes its rate wrong.</source>
        <translation>计数器从零开始且只增不减；负值或 NaN 会使其速率出错。</translation>
    </message>
    <message>
        <source>Make the metric a gauge, or count what never falls.</source>
        <translation>请把该指标改为 gauge，或统计不会减少的量。</translation>
    </message>
    <message>
        <source>Grouping labels are set on every series of the push, so the value in the body is lost.</source>
        <translation>分组标签会设置到推送的每个序列上，因此正文中的值会丢失。</translation>
    </message>
    <message>
        <source>Leave the label out of the body or out of the grouping key.</source>
        <translation>请从正文或分组键中去掉该标签。</translation>
    </message>
    <message>
        <source>The gateway exposes metrics of its own under these names; another type or help text there is a contradiction.</source>
        <translation>网关在这些名称下公开自己的指标；不同的类型或帮助文本会造成矛盾。</translation>
    </message>
    <message>
        <source>Push a registry without the runtime&apos;s own collectors.</source>
        <translation>请推送不含运行时自带收集器的注册表。</translation>
    </message>
    <message>
        <source>Label values are stored for long, copied to dashboards and readable by many.</source>
        <translation>标签值会长期保存、复制到仪表盘并被许多人看到。</translation>
    </message>
    <message>
        <source>Leave persons and their files out of labels; let the proxy add the user.</source>
        <translation>不要把个人及其文件写进标签；用户由代理添加。</translation>
    </message>
    <message>
        <source>Each new value makes a new series that stays; identifiers and times never repeat.</source>
        <translation>每个新值都会产生一个保留下来的新序列；标识符和时间从不重复。</translation>
    </message>
    <message>
        <source>Leave the label out, or use a value from a small fixed set.</source>
        <translation>请去掉该标签，或使用取自固定小集合的值。</translation>
    </message>
    <message>
        <source>A family with thousands of series on one desktop is thousands times desktops in Prometheus.</source>
        <translation>一台桌面上一个族有数千个序列，到 Prometheus 中还要乘以桌面数量。</translation>
    </message>
    <message>
        <source>Drop the label with the most values.</source>
        <translation>请去掉取值最多的标签。</translation>
    </message>
    <message>
        <source>Labels multiply series, and every query has to name or aggregate them.</source>
        <translation>标签使序列成倍增加，每个查询都必须指明或聚合它们。</translation>
    </message>
    <message>
        <source>Keep the labels that questions are asked by.</source>
        <translation>请保留查询会用到的标签。</translation>
    </message>
    <message>
        <source>Some clients write a space in the push path as +, which a gateway takes for a plus.</source>
        <translation>有些客户端把推送路径中的空格写成 +，网关会把它当作加号。</translation>
    </message>
    <message>
        <source>Escape the space as %20 or send the label as @base64.</source>
        <translation>请把空格写成 %20，或以 @base64 发送该标签。</translation>
    </message>
</context>
<context>
    <name>Notices</name>
    <message>
        <source>Applications cannot push</source>
        <translation>应用程序无法推送</translation>
    </message>
    <message>
        <source>Sending has stopped; everything is kept.</source>
        <translation>发送已停止；所有内容都已保留。</translation>
    </message>
    <message numerus="yes">
        <source>%n push(es) lost</source>
        <translation>
            <numerusform>丢失了 %n 次推送</numerusform>
        </translation>
    </message>
    <message>
        <source>The queue reached a limit.</source>
        <translation>队列达到了上限。</translation>
    </message>
    <message numerus="yes">
        <source>%n push(es) rejected by the server</source>
        <translation>
            <numerusform>服务器拒绝了 %n 次推送</numerusform>
        </translation>
    </message>
    <message>
        <source>Kept here with the server&apos;s reasons.</source>
        <translation>已连同服务器给出的理由一起保留。</translation>
    </message>
</context>
<context>
    <name>ServerRules</name>
    <message>
        <source>A scrape that meets this line fails as a whole.</source>
        <translation>抓取遇到这一行就会整体失败。</translation>
    </message>
    <message>
        <source>Correct the line; the text format is one sample a line: name{label=&quot;value&quot;} number.</source>
        <translation>请更正这一行；文本格式每行一个样本：name{label=&quot;value&quot;} 数值。</translation>
    </message>
    <message>
        <source>Others push this metric with another type, and a scrape can have only one.</source>
        <translation>其他人以另一种类型推送此指标，而一次抓取只能有一种类型。</translation>
    </message>
    <message>
        <source>Agree on one type, or give the metric a name of its own.</source>
        <translation>请统一类型，或为该指标另取名称。</translation>
    </message>
    <message>
        <source>The server takes only metrics that its policy names.</source>
        <translation>服务器只接受其策略中列出的指标。</translation>
    </message>
    <message>
        <source>Ask who runs the server to name this metric in its policy, or rename the metric to one that is named there.</source>
        <translation>请服务器管理员在策略中加入此指标，或将其改名为策略中已有的名称。</translation>
    </message>
    <message>
        <source>The server&apos;s policy does not let this metric leave.</source>
        <translation>服务器的策略不允许此指标离开本机。</translation>
    </message>
    <message>
        <source>Do not register it, or leave it out of what is pushed.</source>
        <translation>不要注册它，或不要推送它。</translation>
    </message>
    <message>
        <source>The server&apos;s policy wants another type for this metric.</source>
        <translation>服务器的策略要求此指标使用其他类型。</translation>
    </message>
    <message>
        <source>Declare it with one of the types that the problem names.</source>
        <translation>请用问题中列出的某一类型来声明它。</translation>
    </message>
    <message>
        <source>The server&apos;s policy wants this label, and not empty, on each series.</source>
        <translation>服务器的策略要求每个序列都带有此标签，且不得为空。</translation>
    </message>
    <message>
        <source>Add the label where the metric is declared, and give it a value each time.</source>
        <translation>请在声明指标处加上此标签，并每次赋值。</translation>
    </message>
    <message>
        <source>The server&apos;s policy does not allow this label here.</source>
        <translation>服务器的策略不允许在此使用该标签。</translation>
    </message>
    <message>
        <source>Take the label off the metric.</source>
        <translation>请从指标中去掉此标签。</translation>
    </message>
    <message>
        <source>The server&apos;s policy allows only certain values here.</source>
        <translation>服务器的策略在此只允许特定的值。</translation>
    </message>
    <message>
        <source>Map what the program sees to one of these values, such as &quot;other&quot; where none fits and the policy has it.</source>
        <translation>请将程序得到的值映射为其中之一；若都不合适且策略允许，可用“other”。</translation>
    </message>
    <message>
        <source>The value lies outside what the server&apos;s policy takes.</source>
        <translation>该值超出了服务器策略接受的范围。</translation>
    </message>
    <message>
        <source>Look for a wrong unit, and for a division by zero where the value is NaN or infinite.</source>
        <translation>请检查单位是否有误；若值为 NaN 或无穷大，请检查是否除以了零。</translation>
    </message>
    <message>
        <source>The server&apos;s policy bounds the series of this metric.</source>
        <translation>服务器的策略限制了此指标的序列数量。</translation>
    </message>
    <message>
        <source>Drop the label with the most values, or group its values.</source>
        <translation>请去掉取值最多的标签，或将其取值归类。</translation>
    </message>
    <message>
        <source>The server&apos;s policy bounds the labels of a series.</source>
        <translation>服务器的策略限制了每个序列的标签数量。</translation>
    </message>
    <message>
        <source>Keep the labels that questions are asked by.</source>
        <translation>只保留查询时会用到的标签。</translation>
    </message>
    <message>
        <source>The server&apos;s policy bounds how long a label&apos;s value is.</source>
        <translation>服务器的策略限制了标签值的长度。</translation>
    </message>
    <message>
        <source>Use a short name for it; texts and paths belong in a log.</source>
        <translation>请使用简短的名称；长文本和路径应写入日志。</translation>
    </message>
    <message>
        <source>The server takes no label values this long.</source>
        <translation>服务器不接受这么长的标签值。</translation>
    </message>
    <message>
        <source>The server takes no names this long.</source>
        <translation>服务器不接受这么长的名称。</translation>
    </message>
    <message>
        <source>Shorten the name.</source>
        <translation>请缩短名称。</translation>
    </message>
    <message>
        <source>The server takes no series with this many labels.</source>
        <translation>服务器不接受带有这么多标签的序列。</translation>
    </message>
    <message>
        <source>The server takes only so many series in one push.</source>
        <translation>服务器限制了单次推送的序列数量。</translation>
    </message>
    <message>
        <source>Drop labels with many values, or push in several groups.</source>
        <translation>请去掉取值过多的标签，或分成多个组推送。</translation>
    </message>
    <message>
        <source>You hold as many groups as you may.</source>
        <translation>您持有的组数已达上限。</translation>
    </message>
    <message>
        <source>Delete groups that are not needed any more, or let them end with their program (Gatepost-Lifetime: process).</source>
        <translation>请删除不再需要的组，或让组随程序一起结束（Gatepost-Lifetime: process）。</translation>
    </message>
    <message>
        <source>You hold as many series as you may.</source>
        <translation>您持有的序列数已达上限。</translation>
    </message>
    <message>
        <source>Delete groups that are not needed any more, or drop labels with many values.</source>
        <translation>请删除不再需要的组，或去掉取值过多的标签。</translation>
    </message>
    <message>
        <source>You hold as many bytes as you may.</source>
        <translation>您持有的字节数已达上限。</translation>
    </message>
    <message>
        <source>You have made as many new series in this hour as you may.</source>
        <translation>您在这一小时内新建的序列数已达上限。</translation>
    </message>
    <message>
        <source>Look for a label whose values never repeat; otherwise try again later.</source>
        <translation>请查找取值从不重复的标签；否则请稍后重试。</translation>
    </message>
    <message>
        <source>You have deleted as many groups of late as may be remembered.</source>
        <translation>您近期删除的组数已达可记录的上限。</translation>
    </message>
    <message>
        <source>Look for a grouping label whose values never repeat; otherwise try again in some days.</source>
        <translation>请查找取值从不重复的分组标签；否则请过几天再试。</translation>
    </message>
</context>
<context>
    <name>SettingsFaults</name>
    <message>
        <source>The web proxy&apos;s address begins with http:// or socks5:// and names a host.</source>
        <translation>网络代理地址须以 http:// 或 socks5:// 开头并包含主机名。</translation>
    </message>
    <message>
        <source>A client certificate and its key go together.</source>
        <translation>客户端证书与其密钥须同时提供。</translation>
    </message>
    <message>
        <source>The socket&apos;s path must begin with a slash.</source>
        <translation>套接字路径必须以斜杠开头。</translation>
    </message>
    <message>
        <source>The loopback address is 127.0.0.1 or ::1.</source>
        <translation>环回地址只能是 127.0.0.1 或 ::1。</translation>
    </message>
</context>
<context>
    <name>SettingsWords</name>
    <message>
        <source>&amp;Address</source>
        <translation>地址(&amp;A)</translation>
    </message>
    <message>
        <source>Of the proxy, such as https://metrics.example.org. http only to this computer itself.</source>
        <translation>代理的地址，例如 https://metrics.example.org。http 只能用于本机。</translation>
    </message>
    <message>
        <source>&amp;Kind</source>
        <translation>类型(&amp;K)</translation>
    </message>
    <message>
        <source>A Gatepost proxy, or a bare Pushgateway.</source>
        <translation>Gatepost 代理，或单独的 Pushgateway。</translation>
    </message>
    <message>
        <source>&amp;Certificate authority</source>
        <translation>证书颁发机构(&amp;C)</translation>
    </message>
    <message>
        <source>A PEM file; only its authorities are trusted. Empty: those of the system.</source>
        <translation>PEM 文件；只信任其中的机构。留空：系统的机构。</translation>
    </message>
    <message>
        <source>&amp;Web proxy</source>
        <translation>网络代理(&amp;W)</translation>
    </message>
    <message>
        <source>Web proxy a&amp;ddress</source>
        <translation>网络代理地址(&amp;D)</translation>
    </message>
    <message>
        <source>Such as http://proxy.example.org:3128.</source>
        <translation>例如 http://proxy.example.org:3128。</translation>
    </message>
    <message>
        <source>Over &amp;metered networks</source>
        <translation>在按流量计费的网络上(&amp;M)</translation>
    </message>
    <message>
        <source>&amp;Keep the token in</source>
        <translation>令牌保存在(&amp;K)</translation>
    </message>
    <message>
        <source>&amp;Token file</source>
        <translation>令牌文件(&amp;T)</translation>
    </message>
    <message>
        <source>Read instead of either place, never written.</source>
        <translation>代替上述两处读取，从不写入。</translation>
    </message>
    <message>
        <source>&amp;Socket path</source>
        <translation>套接字路径(&amp;S)</translation>
    </message>
    <message>
        <source>&amp;Port</source>
        <translation>端口(&amp;P)</translation>
    </message>
    <message>
        <source>Largest p&amp;ush</source>
        <translation>最大推送(&amp;U)</translation>
    </message>
    <message>
        <source>&amp;Size at most</source>
        <translation>最大容量(&amp;S)</translation>
    </message>
    <message>
        <source>Beyond it the oldest pushes are let go, and the ledger says so.</source>
        <translation>超出后舍弃最旧的推送，并记入账目。</translation>
    </message>
    <message>
        <source>&amp;Age at most</source>
        <translation>最长保留(&amp;A)</translation>
    </message>
    <message>
        <source>&amp;Keep after the program ended</source>
        <translation>程序结束后保留(&amp;K)</translation>
    </message>
    <message>
        <source>So that the last values are still scraped.</source>
        <translation>以便最后的值仍能被抓取。</translation>
    </message>
    <message>
        <source>&amp;Server forgets after</source>
        <translation>服务器在此之后遗忘(&amp;S)</translation>
    </message>
    <message>
        <source>When this computer is not heard of any more.</source>
        <translation>当不再有本机的消息时。</translation>
    </message>
    <message>
        <source>&amp;Groups end with these programs</source>
        <translation>组随这些程序结束(&amp;G)</translation>
    </message>
    <message>
        <source>One path a line. Others decide with each push.</source>
        <translation>每行一个路径。其他程序在每次推送时决定。</translation>
    </message>
    <message>
        <source>Start in the tray, &amp;without a window</source>
        <translation>启动到托盘，不显示窗口(&amp;W)</translation>
    </message>
    <message>
        <source>Tell me when the &amp;token is refused</source>
        <translation>令牌被拒绝时通知我(&amp;T)</translation>
    </message>
    <message>
        <source>Tell me when pushes are l&amp;ost</source>
        <translation>推送丢失时通知我(&amp;O)</translation>
    </message>
    <message>
        <source>Tell me when the server &amp;rejects a push</source>
        <translation>服务器拒绝推送时通知我(&amp;R)</translation>
    </message>
    <message>
        <source>Server</source>
        <translation>服务器</translation>
    </message>
    <message>
        <source>Local</source>
        <translation>本地</translation>
    </message>
    <message>
        <source>Queue</source>
        <translation>队列</translation>
    </message>
    <message>
        <source>Programs</source>
        <translation>程序</translation>
    </message>
    <message>
        <source>Companion</source>
        <translation>伴侣程序</translation>
    </message>
    <message>
        <source> MiB</source>
        <translation> MiB</translation>
    </message>
    <message>
        <source> min</source>
        <translation> 分钟</translation>
    </message>
    <message>
        <source> h</source>
        <translation> 小时</translation>
    </message>
    <message>
        <source> days</source>
        <translation> 天</translation>
    </message>
    <message>
        <source>&amp;User on the series</source>
        <translation>序列上的用户(&amp;U)</translation>
    </message>
    <message>
        <source>Stamped as the label userid where the server does not know who you are. Empty: your login name.</source>
        <translation>当服务器不知道您是谁时，写入标签 userid。留空则使用登录名。</translation>
    </message>
    <message>
        <source>Sparingly: everything at once every few minutes. Waiting loses nothing.</source>
        <translation>节省：每隔几分钟一次性发送全部内容。等待不会丢失任何内容。</translation>
    </message>
    <message>
        <source>The token itself is entered under Help, First Steps.</source>
        <translation>令牌本身在“帮助”的“入门”中输入。</translation>
    </message>
    <message>
        <source>&amp;Client certificate</source>
        <translation>客户端证书(&amp;C)</translation>
    </message>
    <message>
        <source>A PEM file, shown to a server that asks for one. Empty: none.</source>
        <translation>PEM 文件，在服务器要求时出示。留空则不使用。</translation>
    </message>
    <message>
        <source>C&amp;ertificate&apos;s key</source>
        <translation>证书的密钥(&amp;E)</translation>
    </message>
    <message>
        <source>&amp;Listen on a loopback address too</source>
        <translation>同时监听环回地址(&amp;L)</translation>
    </message>
    <message>
        <source>For clients that know only host and port. Only your own programs are let in, and web pages never.</source>
        <translation>供只能使用主机和端口的客户端使用。只允许您自己的程序访问，网页一律拒绝。</translation>
    </message>
    <message>
        <source>Loopback &amp;address</source>
        <translation>环回地址(&amp;A)</translation>
    </message>
    <message>
        <source>127.0.0.1 or ::1.</source>
        <translation>127.0.0.1 或 ::1。</translation>
    </message>
    <message>
        <source>What is larger is answered 413.</source>
        <translation>超出大小的推送会得到 413 应答。</translation>
    </message>
    <message>
        <source>What waited longer is let go, and the ledger says so.</source>
        <translation>等待更久的内容会被丢弃，并记入账目。</translation>
    </message>
    <message>
        <source>&amp;Encrypt what waits on disk</source>
        <translation>加密磁盘上等待的内容(&amp;E)</translation>
    </message>
    <message>
        <source>The key is kept where the token is. Without it nothing can be read, and pushes are answered 503.</source>
        <translation>密钥与令牌存放在同一处。没有密钥则无法读取任何内容，推送会得到 503 应答。</translation>
    </message>
    <message>
        <source>Credentials</source>
        <translation>凭据</translation>
    </message>
    <message>
        <source>Scrape Targets</source>
        <translation>抓取目标</translation>
    </message>
    <message>
        <source>Where everything goes, and by which way.</source>
        <translation>所有内容发往何处，以及经由何种途径。</translation>
    </message>
    <message>
        <source>How this computer proves to the server whose it is.</source>
        <translation>本机如何向服务器证明其归属。</translation>
    </message>
    <message>
        <source>Where programs push to.</source>
        <translation>程序推送到何处。</translation>
    </message>
    <message>
        <source>What is kept while the server cannot be reached.</source>
        <translation>服务器不可达时保留哪些内容。</translation>
    </message>
    <message>
        <source>What is stamped on pushes, and how long they last once their program has ended.</source>
        <translation>推送中附加的信息，以及程序结束后保留多久。</translation>
    </message>
    <message>
        <source>Programs that offer their metrics instead of pushing them. Each is asked at its interval, and what it says is judged and sent like a push.</source>
        <translation>提供指标而不主动推送的程序。按各自间隔抓取，其内容与推送一样接受检查并发送。</translation>
    </message>
    <message>
        <source>This window and its icon.</source>
        <translation>本窗口及其图标。</translation>
    </message>
    <message>
        <source>Empty: the usual place.</source>
        <translation>留空则使用默认位置。</translation>
    </message>
    <message>
        <source>A PEM file that only you can read. A passphrase that locks it goes below.</source>
        <translation>只有您能读取的 PEM 文件。如果有密码短语，请填在下方。</translation>
    </message>
</context>
<context>
    <name>TestWords</name>
    <message>
        <source>%1 (%2)</source>
        <translation>%1（%2）</translation>
    </message>
    <message>
        <source>%1 answers and takes pushes.</source>
        <translation>%1 有应答并接受推送。</translation>
    </message>
    <message>
        <source>%1 answers, takes the token of %2, and has its rules ready.</source>
        <translation>%1 有应答，接受 %2 的令牌，规则已就绪。</translation>
    </message>
    <message>
        <source>This is no address to send to.</source>
        <translation>无法发送到此地址。</translation>
    </message>
    <message>
        <source>Name: nobody knows a computer called %1. Look for a typing error, or connect to the network that knows it.</source>
        <translation>名称：找不到名为 %1 的主机。请检查拼写，或连接到能解析它的网络。</translation>
    </message>
    <message>
        <source>Web proxy: it does not let us through to %1. See Settings, Server.</source>
        <translation>网络代理：它不允许我们访问 %1。请查看“设置”的“服务器”。</translation>
    </message>
    <message>
        <source>Connection: nobody answers at %1. Check the port, and whether it is http or https.</source>
        <translation>连接：%1 没有应答。请检查端口，以及应使用 http 还是 https。</translation>
    </message>
    <message>
        <source>Connection: %1 does not say anything.</source>
        <translation>连接：%1 没有任何回应。</translation>
    </message>
    <message>
        <source>TLS: the certificate of %1 is not trusted. If it is your own authority&apos;s, name that under Settings, Server.</source>
        <translation>TLS：不信任 %1 的证书。如果它由您自己的证书颁发机构签发，请在“设置”的“服务器”中指定该机构。</translation>
    </message>
    <message>
        <source>TLS: %1 does not speak it. Check the port.</source>
        <translation>TLS：%1 不支持 TLS。请检查端口。</translation>
    </message>
    <message>
        <source>What answers at %1 is not a Gatepost proxy. Perhaps this network wants you to log in first.</source>
        <translation>%1 处应答的不是 Gatepost 代理。也许此网络要求您先登录。</translation>
    </message>
    <message>
        <source>Token: %1 does not know it. It may have expired or been revoked.</source>
        <translation>令牌：%1 不认识它。它可能已过期或被吊销。</translation>
    </message>
    <message>
        <source>Token: %1 knows it, but it may not push.</source>
        <translation>令牌：%1 认识它，但它无权推送。</translation>
    </message>
    <message>
        <source>Policy: %1 takes the token, but its rules cannot be read, so what it will say to a push cannot be shown here.</source>
        <translation>策略：%1 接受令牌，但无法读取其规则，因此这里无法显示它对推送的判断。</translation>
    </message>
    <message>
        <source>%1 answers with status %2.</source>
        <translation>%1 返回状态 %2。</translation>
    </message>
    <message>
        <source>%1 cannot be reached.</source>
        <translation>无法访问 %1。</translation>
    </message>
    <message>
        <source>%1 does not take this invite. It may have been used or have expired; ask for another.</source>
        <translation>%1 不接受此邀请。它可能已被使用或已过期；请索取新的邀请。</translation>
    </message>
    <message>
        <source>Client certificate: its key cannot be read, so %1 was not asked. See Settings, Credentials.</source>
        <translation>客户端证书：无法读取其密钥，因此没有询问 %1。请查看“设置”的“凭据”。</translation>
    </message>
    <message>
        <source>%1 answers and is ready to turn the invite into a token.</source>
        <translation>%1 有应答，可以将邀请换成令牌。</translation>
    </message>
</context>
<context>
    <name>Words</name>
    <message>
        <source>just now</source>
        <translation>刚刚</translation>
    </message>
    <message numerus="yes">
        <source>%n s ago</source>
        <comment>seconds</comment>
        <translation>
            <numerusform>%n 秒前</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n min ago</source>
        <comment>minutes</comment>
        <translation>
            <numerusform>%n 分钟前</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n h ago</source>
        <comment>hours</comment>
        <translation>
            <numerusform>%n 小时前</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n day(s) ago</source>
        <comment>days</comment>
        <translation>
            <numerusform>%n 天前</numerusform>
        </translation>
    </message>
    <message>
        <source>%1/s</source>
        <translation>%1/秒</translation>
    </message>
    <message>
        <source>process %1</source>
        <translation>进程 %1</translation>
    </message>
    <message>
        <source>unknown program</source>
        <translation>未知程序</translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <translation>%1（%2）</translation>
    </message>
</context>
<context>
    <name>gatepost::app::Companion</name>
    <message>
        <source>That did not work: %1</source>
        <translation>未能完成：%1</translation>
    </message>
    <message>
        <source>Gatepost did not end as it should have</source>
        <translation>Gatepost 未正常结束</translation>
    </message>
    <message>
        <source>The run that began %1 stopped all of a sudden. Pushes that were promised are on disk and go on from there. Settings changed last may not be saved.</source>
        <translation>始于 %1 的运行突然中断。已承诺的推送都在磁盘上，将从那里继续。最后更改的设置可能尚未保存。</translation>
    </message>
    <message>
        <source>Copy Report</source>
        <translation>复制报告</translation>
    </message>
    <message>
        <source>Report copied; secrets are cut out</source>
        <translation>报告已复制；机密已去除</translation>
    </message>
    <message>
        <source>Socket path copied</source>
        <translation>套接字路径已复制</translation>
    </message>
    <message>
        <source>About Gatepost</source>
        <translation>关于 Gatepost</translation>
    </message>
    <message>
        <source>Gatepost %1 carries metrics of desktop applications to Prometheus.

Apache License 2.0</source>
        <translation>Gatepost %1 把桌面应用程序的指标送到 Prometheus。

Apache 许可证 2.0</translation>
    </message>
    <message>
        <source>Events are written to %1</source>
        <translation>事件写入 %1</translation>
    </message>
    <message>
        <source>Events are not written any more</source>
        <translation>不再写入事件</translation>
    </message>
    <message>
        <source>There is no tray here, so the window stays in the task bar. Ctrl+Q ends the program.</source>
        <translation>这里没有托盘，因此窗口留在任务栏。按 Ctrl+Q 结束程序。</translation>
    </message>
    <message>
        <source>Keep running in the tray?</source>
        <translation>在托盘中继续运行？</translation>
    </message>
    <message>
        <source>Programs go on pushing while the window is closed. A click on the tray icon opens it again.</source>
        <translation>窗口关闭时程序仍会继续推送。单击托盘图标可再次打开。</translation>
    </message>
    <message>
        <source>&amp;Keep Running</source>
        <translation>继续运行(&amp;K)</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>退出(&amp;Q)</translation>
    </message>
    <message>
        <source>The other relay stays: %1</source>
        <translation>另一个中继没有退出：%1</translation>
    </message>
    <message>
        <source>Saved</source>
        <translation>已保存</translation>
    </message>
    <message>
        <source>Starting with the session could not be changed: %1</source>
        <translation>无法更改随会话启动：%1</translation>
    </message>
    <message>
        <source>Diagnostics</source>
        <translation>诊断</translation>
    </message>
    <message>
        <source>For a bug report. Tokens, the server&apos;s name and your home directory&apos;s name are cut out.</source>
        <translation>用于错误报告。令牌、服务器名称和您的主目录名称已去除。</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>导出</translation>
    </message>
    <message>
        <source>Exported to %1</source>
        <translation>已导出到 %1</translation>
    </message>
    <message>
        <source>%1 could not be written: %2</source>
        <translation>无法写入 %1：%2</translation>
    </message>
    <message>
        <source>The settings were changed elsewhere, and hold from now on</source>
        <translation>设置已在别处更改，现已生效</translation>
    </message>
    <message>
        <source>The stored token is for %1 and is not sent elsewhere; enter another under Help, First Steps</source>
        <translation>保存的令牌属于 %1，不会发往别处；请在“帮助”的“入门”中输入另一个</translation>
    </message>
</context>
<context>
    <name>gatepost::app::Takeover</name>
    <message>
        <source>It does not answer.</source>
        <translation>它没有应答。</translation>
    </message>
</context>
<context>
    <name>gatepost::ui::ActivityModel</name>
    <message>
        <source>Time</source>
        <translation>时间</translation>
    </message>
    <message>
        <source>Event</source>
        <translation>事件</translation>
    </message>
    <message>
        <source>Of</source>
        <translation>对象</translation>
    </message>
    <message>
        <source>Detail</source>
        <translation>详情</translation>
    </message>
    <message>
        <source>Push</source>
        <translation>推送</translation>
    </message>
    <message>
        <source>Refused here</source>
        <translation>在此被退回</translation>
    </message>
    <message>
        <source>Delivered</source>
        <translation>已送达</translation>
    </message>
    <message>
        <source>Superseded</source>
        <translation>已被取代</translation>
    </message>
    <message>
        <source>Rejected by the server</source>
        <translation>被服务器拒绝</translation>
    </message>
    <message>
        <source>Not delivered</source>
        <translation>未送达</translation>
    </message>
    <message>
        <source>Lost</source>
        <translation>丢失</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状态</translation>
    </message>
</context>
<context>
    <name>gatepost::ui::ActivityPage</name>
    <message>
        <source>Nothing matches</source>
        <translation>没有匹配项</translation>
    </message>
    <message>
        <source>Clear the filter to see every event.</source>
        <translation>清空筛选即可查看所有事件。</translation>
    </message>
    <message>
        <source>Also &amp;write to a file</source>
        <translation>同时写入文件(&amp;W)</translation>
    </message>
    <message>
        <source>Events</source>
        <translation>事件</translation>
    </message>
    <message>
        <source>Filter events</source>
        <translation>筛选事件</translation>
    </message>
    <message>
        <source>Filter</source>
        <translation>筛选</translation>
    </message>
    <message>
        <source>&amp;Copy</source>
        <translation>复制(&amp;C)</translation>
    </message>
    <message>
        <source>Copies the chosen rows, or all that are shown</source>
        <translation>复制所选行，或全部显示的行</translation>
    </message>
    <message>
        <source>Nothing has happened yet</source>
        <translation>尚未发生任何事</translation>
    </message>
    <message numerus="yes">
        <source>Every push, delivery and fault appears here; the last %n are remembered.</source>
        <translation>
            <numerusform>每次推送、送达和故障都会出现在这里；保留最近 %n 条。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n event(s) copied</source>
        <translation>
            <numerusform>已复制 %n 个事件</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>gatepost::ui::BannerBar</name>
    <message>
        <source>OK</source>
        <translation>OK</translation>
    </message>
</context>
<context>
    <name>gatepost::ui::DetailPane</name>
    <message>
        <source>Pause</source>
        <translation>暂停</translation>
    </message>
    <message>
        <source>Purge…</source>
        <translation>清除…</translation>
    </message>
    <message>
        <source>Last minutes</source>
        <translation>最近几分钟</translation>
    </message>
    <message>
        <source>Observations per bucket</source>
        <translation>各桶的观测数</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>详情</translation>
    </message>
    <message>
        <source>Delete this program&apos;s groups here and at the server</source>
        <translation>在此处和服务器上删除该程序的组</translation>
    </message>
    <message>
        <source>Program</source>
        <translation>程序</translation>
    </message>
    <message>
        <source>Process</source>
        <translation>进程</translation>
    </message>
    <message>
        <source>%1, ended</source>
        <translation>%1，已结束</translation>
    </message>
    <message>
        <source>User</source>
        <translation>用户</translation>
    </message>
    <message>
        <source>Lifetime</source>
        <translation>生存期</translation>
    </message>
    <message>
        <source>as long as the program runs</source>
        <translation>与程序运行同期</translation>
    </message>
    <message>
        <source>until it is deleted</source>
        <translation>直到被删除</translation>
    </message>
    <message>
        <source>Server</source>
        <translation>服务器</translation>
    </message>
    <message>
        <source>Refused</source>
        <translation>被退回</translation>
    </message>
    <message>
        <source>Type</source>
        <translation>类型</translation>
    </message>
    <message>
        <source>Observations</source>
        <translation>观测数</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>值</translation>
    </message>
    <message>
        <source>Rate</source>
        <translation>速率</translation>
    </message>
    <message>
        <source>Mean</source>
        <translation>平均</translation>
    </message>
    <message>
        <source>Quantile %1</source>
        <translation>分位数 %1</translation>
    </message>
    <message>
        <source>none yet</source>
        <translation>尚无</translation>
    </message>
    <message>
        <source>Series</source>
        <translation>序列</translation>
    </message>
    <message>
        <source>Resume %1</source>
        <translation>继续 %1</translation>
    </message>
    <message>
        <source>Pause %1</source>
        <translation>暂停 %1</translation>
    </message>
    <message>
        <source>Choose a series to see its last minutes.</source>
        <translation>选择一个序列以查看其最近几分钟。</translation>
    </message>
    <message>
        <source>Keep its last minutes, on screen or not</source>
        <translation>无论是否在屏幕上，都保留其最近几分钟</translation>
    </message>
    <message>
        <source>Pin</source>
        <translation>固定</translation>
    </message>
</context>
<context>
    <name>gatepost::ui::HistogramView</name>
    <message>
        <source>Buckets</source>
        <translation>桶</translation>
    </message>
    <message>
        <source>up to %1: %2</source>
        <translation>不超过 %1：%2</translation>
    </message>
</context>
<context>
    <name>gatepost::ui::LedgerPane</name>
    <message>
        <source>Ledger</source>
        <translation>账目</translation>
    </message>
    <message>
        <source>Refused</source>
        <translation>被退回</translation>
    </message>
</context>
<context>
    <name>gatepost::ui::LivePage</name>
    <message>
        <source>Applications and their metrics</source>
        <translation>应用程序及其指标</translation>
    </message>
    <message>
        <source>Filter by program, group, metric or label</source>
        <translation>按程序、组、指标或标签筛选</translation>
    </message>
    <message>
        <source>Filter</source>
        <translation>筛选</translation>
    </message>
    <message>
        <source>Freeze</source>
        <translation>冻结</translation>
    </message>
    <message>
        <source>Keep what is shown while pushes go on (Ctrl+E)</source>
        <translation>推送继续进行时保持当前显示 (Ctrl+E)</translation>
    </message>
    <message>
        <source>Copy as &amp;Exposition Text</source>
        <translation>复制为指标文本(&amp;E)</translation>
    </message>
    <message>
        <source>Copy as &amp;PromQL</source>
        <translation>复制为 PromQL(&amp;P)</translation>
    </message>
    <message>
        <source>Copy as &amp;curl Command</source>
        <translation>复制为 curl 命令(&amp;C)</translation>
    </message>
    <message>
        <source>P&amp;in</source>
        <translation>固定(&amp;I)</translation>
    </message>
    <message>
        <source>Show &amp;Text</source>
        <translation>显示文本(&amp;T)</translation>
    </message>
    <message>
        <source>&amp;Delete Group…</source>
        <translation>删除组(&amp;D)…</translation>
    </message>
    <message>
        <source>Delete this group?</source>
        <translation>删除此组？</translation>
    </message>
    <message>
        <source>It goes here and at the server. The program can push it again.</source>
        <translation>它将在此处和服务器上删除。程序可以再次推送它。</translation>
    </message>
    <message>
        <source>%1 of %2 series</source>
        <translation>%2 个序列中的 %1 个</translation>
    </message>
    <message numerus="yes">
        <source>%Ln series</source>
        <translation>
            <numerusform>%Ln 个序列</numerusform>
        </translation>
    </message>
    <message>
        <source>%1, frozen</source>
        <translation>%1，已冻结</translation>
    </message>
    <message>
        <source>No program has pushed yet</source>
        <translation>尚无程序推送</translation>
    </message>
    <message>
        <source>the local socket</source>
        <translation>本地套接字</translation>
    </message>
    <message>
        <source>Nothing matches</source>
        <translation>没有匹配项</translation>
    </message>
    <message>
        <source>All words of the filter must be found in a program, group, metric or label. Clear it to see everything.</source>
        <translation>筛选的所有词都必须出现在程序、组、指标或标签中。清空即可查看全部。</translation>
    </message>
    <message>
        <source>Purge %1?</source>
        <translation>清除 %1？</translation>
    </message>
    <message>
        <source>All groups of this program are deleted, here and at the server. What it pushes afterwards counts again.</source>
        <translation>该程序的所有组都会在此处和服务器上删除。之后推送的内容照常计入。</translation>
    </message>
    <message>
        <source>Exposition text copied</source>
        <translation>指标文本已复制</translation>
    </message>
    <message>
        <source>PromQL copied</source>
        <translation>PromQL 已复制</translation>
    </message>
    <message>
        <source>Only a series can be pinned: choose one</source>
        <translation>只能固定序列：请选择一个</translation>
    </message>
    <message>
        <source>PromQL asks for a metric: choose one, or one of its series</source>
        <translation>PromQL 查询的是指标：请选择一个指标或它的一个序列</translation>
    </message>
    <message>
        <source>curl command copied</source>
        <translation>curl 命令已复制</translation>
    </message>
    <message>
        <source>curl pushes one group: choose one, or something in it</source>
        <translation>curl 推送的是一个组：请选择一个组或其中的内容</translation>
    </message>
    <message>
        <source>Pinned</source>
        <translation>已固定</translation>
    </message>
    <message>
        <source>Show only the series that are pinned (Ctrl+I)</source>
        <translation>只显示已固定的序列 (Ctrl+I)</translation>
    </message>
    <message>
        <source>Push to %1 and it appears here at once. First Steps has a snippet for Python, C++, Go and curl.</source>
        <translation>推送到 %1，它会立即出现在这里。“入门”中有 Python、C++、Go 和 curl 的示例。</translation>
    </message>
    <message>
        <source>Nothing pinned is here</source>
        <translation>没有已固定的序列</translation>
    </message>
    <message>
        <source>Choose a series and pin it with Ctrl+D: it stays in sight here, and its last minutes are kept whether it is on screen or not.</source>
        <translation>选择一个序列并按 Ctrl+D 固定：它会一直显示在这里，且无论是否在屏幕上，都保留其最近几分钟。</translation>
    </message>
    <message>
        <source>First Steps</source>
        <translation>入门</translation>
    </message>
    <message>
        <source>&amp;Delete</source>
        <translation>删除(&amp;D)</translation>
    </message>
    <message>
        <source>&amp;Purge</source>
        <translation>清除(&amp;P)</translation>
    </message>
    <message>
        <source>Choose a line on the Live page first</source>
        <translation>请先在“实时”页面上选择一行</translation>
    </message>
</context>
<context>
    <name>gatepost::ui::MainWindow</name>
    <message>
        <source>Gatepost</source>
        <translation>Gatepost</translation>
    </message>
    <message>
        <source>Pages</source>
        <translation>页面</translation>
    </message>
    <message>
        <source>Live</source>
        <translation>实时</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>文本</translation>
    </message>
    <message>
        <source>Scratch</source>
        <translation>草稿</translation>
    </message>
    <message>
        <source>Queue</source>
        <translation>队列</translation>
    </message>
    <message>
        <source>Activity</source>
        <translation>活动</translation>
    </message>
    <message>
        <source>&amp;File</source>
        <translation>文件(&amp;F)</translation>
    </message>
    <message>
        <source>Set &amp;Up…</source>
        <translation>设置向导(&amp;U)…</translation>
    </message>
    <message>
        <source>&amp;Settings…</source>
        <translation>设置(&amp;S)…</translation>
    </message>
    <message>
        <source>Ctrl+,</source>
        <translation>Ctrl+,</translation>
    </message>
    <message>
        <source>&amp;Close Window</source>
        <translation>关闭窗口(&amp;C)</translation>
    </message>
    <message>
        <source>Ctrl+W</source>
        <translation>Ctrl+W</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>退出(&amp;Q)</translation>
    </message>
    <message>
        <source>Ctrl+Q</source>
        <translation>Ctrl+Q</translation>
    </message>
    <message>
        <source>&amp;Edit</source>
        <translation>编辑(&amp;E)</translation>
    </message>
    <message>
        <source>Copy as &amp;Exposition Text</source>
        <translation>复制为指标文本(&amp;E)</translation>
    </message>
    <message>
        <source>Ctrl+Shift+E</source>
        <translation>Ctrl+Shift+E</translation>
    </message>
    <message>
        <source>Copy as &amp;PromQL</source>
        <translation>复制为 PromQL(&amp;P)</translation>
    </message>
    <message>
        <source>Ctrl+Shift+P</source>
        <translation>Ctrl+Shift+P</translation>
    </message>
    <message>
        <source>Copy as &amp;curl Command</source>
        <translation>复制为 curl 命令(&amp;C)</translation>
    </message>
    <message>
        <source>Ctrl+Shift+U</source>
        <translation>Ctrl+Shift+U</translation>
    </message>
    <message>
        <source>Copy &amp;Socket Path</source>
        <translation>复制套接字路径(&amp;S)</translation>
    </message>
    <message>
        <source>&amp;Filter</source>
        <translation>筛选(&amp;F)</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>视图(&amp;V)</translation>
    </message>
    <message>
        <source>Free&amp;ze</source>
        <translation>冻结(&amp;Z)</translation>
    </message>
    <message>
        <source>Ctrl+E</source>
        <translation>Ctrl+E</translation>
    </message>
    <message>
        <source>&amp;Send</source>
        <translation>发送(&amp;S)</translation>
    </message>
    <message>
        <source>&amp;Pause Sending</source>
        <translation>暂停发送(&amp;P)</translation>
    </message>
    <message>
        <source>Ctrl+P</source>
        <translation>Ctrl+P</translation>
    </message>
    <message>
        <source>&amp;Resume Sending</source>
        <translation>继续发送(&amp;R)</translation>
    </message>
    <message>
        <source>Ctrl+R</source>
        <translation>Ctrl+R</translation>
    </message>
    <message>
        <source>Send &amp;Now</source>
        <translation>立即发送(&amp;N)</translation>
    </message>
    <message>
        <source>F5</source>
        <translation>F5</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>帮助(&amp;H)</translation>
    </message>
    <message>
        <source>&amp;First Steps</source>
        <translation>第一步(&amp;F)</translation>
    </message>
    <message>
        <source>F1</source>
        <translation>F1</translation>
    </message>
    <message>
        <source>&amp;Diagnostics…</source>
        <translation>诊断(&amp;D)…</translation>
    </message>
    <message>
        <source>&amp;About Gatepost</source>
        <translation>关于 Gatepost(&amp;A)</translation>
    </message>
    <message>
        <source>Socket path</source>
        <translation>套接字路径</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Queue (%1)</source>
        <translation>队列 (%1)</translation>
    </message>
    <message>
        <source>P&amp;inned Only</source>
        <translation>仅显示已固定(&amp;I)</translation>
    </message>
    <message>
        <source>Ctrl+I</source>
        <translation>Ctrl+I</translation>
    </message>
    <message>
        <source>Pi&amp;n or Unpin Series</source>
        <translation>固定或取消固定序列(&amp;N)</translation>
    </message>
    <message>
        <source>Ctrl+D</source>
        <translation>Ctrl+D</translation>
    </message>
    <message>
        <source>&amp;Text of Group</source>
        <translation>组的文本(&amp;T)</translation>
    </message>
    <message>
        <source>Ctrl+T</source>
        <translation>Ctrl+T</translation>
    </message>
    <message>
        <source>Pause or Resume &amp;Application</source>
        <translation>暂停或恢复应用程序(&amp;A)</translation>
    </message>
    <message>
        <source>Ctrl+Shift+A</source>
        <translation>Ctrl+Shift+A</translation>
    </message>
    <message>
        <source>P&amp;urge Application…</source>
        <translation>清除应用程序(&amp;U)…</translation>
    </message>
    <message>
        <source>&amp;Delete Group…</source>
        <translation>删除组(&amp;D)…</translation>
    </message>
    <message>
        <source>&amp;Export Waiting…</source>
        <translation>导出等待中的内容(&amp;E)…</translation>
    </message>
    <message>
        <source>Export &amp;Quarantine…</source>
        <translation>导出隔离区(&amp;Q)…</translation>
    </message>
</context>
<context>
    <name>gatepost::ui::PreviewModel</name>
    <message>
        <source>%1 (paused)</source>
        <translation>%1（已暂停）</translation>
    </message>
    <message numerus="yes">
        <source>%n group(s)</source>
        <translation>
            <numerusform>%n 个组</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln series</source>
        <translation>
            <numerusform>%Ln 个序列</numerusform>
        </translation>
    </message>
    <message>
        <source>(no labels)</source>
        <translation>（无标签）</translation>
    </message>
    <message>
        <source>%1
process %2, user %3</source>
        <translation>%1
进程 %2，用户 %3</translation>
    </message>
    <message>
        <source>%1, pinned</source>
        <translation>%1，已固定</translation>
    </message>
    <message>
        <source>Application, group, family, series</source>
        <translation>应用程序、组、族、序列</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>值</translation>
    </message>
    <message>
        <source>Rate</source>
        <translation>速率</translation>
    </message>
    <message>
        <source>Last push</source>
        <translation>上次推送</translation>
    </message>
    <message>
        <source>Last minutes</source>
        <translation>最近几分钟</translation>
    </message>
    <message>
        <source>✕ refused</source>
        <translation>✕ 已拒绝</translation>
    </message>
    <message>
        <source>✕ rejected</source>
        <translation>✕ 被服务器拒绝</translation>
    </message>
    <message>
        <source>✓ delivered</source>
        <translation>✓ 已送达</translation>
    </message>
    <message>
        <source>… waiting</source>
        <translation>… 等待中</translation>
    </message>
</context>
<context>
    <name>gatepost::ui::ProblemList</name>
    <message>
        <source>Problems</source>
        <translation>问题</translation>
    </message>
    <message>
        <source>No problems</source>
        <translation>没有问题</translation>
    </message>
    <message>
        <source>Every rule is content with this text.</source>
        <translation>此文本符合所有规则。</translation>
    </message>
</context>
<context>
    <name>gatepost::ui::ProblemModel</name>
    <message>
        <source>✕ Error</source>
        <translation>✕ 错误</translation>
    </message>
    <message>
        <source>△ Warning</source>
        <translation>△ 警告</translation>
    </message>
    <message>
        <source>all</source>
        <translation>全部</translation>
    </message>
    <message>
        <source>Severity</source>
        <translation>严重程度</translation>
    </message>
    <message>
        <source>Line</source>
        <translation>行</translation>
    </message>
    <message>
        <source>Metric</source>
        <translation>指标</translation>
    </message>
    <message>
        <source>Problem</source>
        <translation>问题</translation>
    </message>
    <message>
        <source>Why: %1</source>
        <translation>原因：%1</translation>
    </message>
    <message>
        <source>Mend: %1</source>
        <translation>修正：%1</translation>
    </message>
    <message>
        <source>Rule: %1</source>
        <translation>规则：%1</translation>
    </message>
</context>
<context>
    <name>gatepost::ui::QuarantineModel</name>
    <message>
        <source>Group</source>
        <translation>组</translation>
    </message>
    <message>
        <source>Rejected</source>
        <translation>拒绝于</translation>
    </message>
    <message>
        <source>Status</source>
        <translation>状态码</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>理由</translation>
    </message>
    <message>
        <source>%1, a warning</source>
        <translation>%1，警告</translation>
    </message>
</context>
<context>
    <name>gatepost::ui::QueueModel</name>
    <message>
        <source>Group</source>
        <translation>组</translation>
    </message>
    <message>
        <source>Method</source>
        <translation>方法</translation>
    </message>
    <message>
        <source>Pushes</source>
        <translation>推送数</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>大小</translation>
    </message>
    <message>
        <source>Waiting since</source>
        <translation>等待自</translation>
    </message>
    <message>
        <source>Tries</source>
        <translation>尝试次数</translation>
    </message>
    <message>
        <source>Last answer</source>
        <translation>最后应答</translation>
    </message>
    <message>
        <source>being sent</source>
        <translation>正在发送</translation>
    </message>
    <message>
        <source>not tried yet</source>
        <translation>尚未尝试</translation>
    </message>
    <message>
        <source>no answer</source>
        <translation>没有应答</translation>
    </message>
    <message>
        <source>%1; again at %2</source>
        <translation>%1；将于 %2 重试</translation>
    </message>
</context>
<context>
    <name>gatepost::ui::QueuePage</name>
    <message>
        <source>Waiting requests</source>
        <translation>等待中的请求</translation>
    </message>
    <message>
        <source>Nothing waits</source>
        <translation>没有等待的内容</translation>
    </message>
    <message>
        <source>What cannot be delivered at once is kept here, one request for each group, however long it takes.</source>
        <translation>无法立即送达的内容保留在这里，每组一个请求，无论需要多久。</translation>
    </message>
    <message>
        <source>Send &amp;Now</source>
        <translation>立即发送(&amp;N)</translation>
    </message>
    <message>
        <source>&amp;Drop…</source>
        <translation>丢弃(&amp;D)…</translation>
    </message>
    <message>
        <source>Waiting</source>
        <translation>等待中</translation>
    </message>
    <message numerus="yes">
        <source>Drop %n request(s)?</source>
        <translation>
            <numerusform>丢弃 %n 个请求？</numerusform>
        </translation>
    </message>
    <message>
        <source>What is dropped is not sent any more and counts as lost by your own hand.</source>
        <translation>丢弃的内容将不再发送，并计为由您手动丢失。</translation>
    </message>
    <message>
        <source>Rejected pushes</source>
        <translation>被拒绝的推送</translation>
    </message>
    <message>
        <source>Nothing was rejected</source>
        <translation>没有被拒绝的内容</translation>
    </message>
    <message>
        <source>What the server does not take is kept here with its reasons, and nothing else waits behind it.</source>
        <translation>服务器不接受的内容连同理由保留在这里，没有别的内容排在后面。</translation>
    </message>
    <message>
        <source>&amp;Retry</source>
        <translation>重试(&amp;R)</translation>
    </message>
    <message>
        <source>Dr&amp;op…</source>
        <translation>丢弃(&amp;O)…</translation>
    </message>
    <message>
        <source>Ex&amp;port…</source>
        <translation>导出(&amp;P)…</translation>
    </message>
    <message>
        <source>Quarantine</source>
        <translation>隔离区</translation>
    </message>
    <message numerus="yes">
        <source>Drop %n push(es)?</source>
        <translation>
            <numerusform>丢弃 %n 个推送？</numerusform>
        </translation>
    </message>
    <message>
        <source>What is dropped is gone for good and counts as lost by your own hand.</source>
        <translation>丢弃的内容将永久消失，并计为由您手动丢失。</translation>
    </message>
    <message>
        <source>E&amp;xport…</source>
        <translation>导出(&amp;X)…</translation>
    </message>
    <message>
        <source>Exports the chosen requests, or all</source>
        <translation>导出所选请求，未选则导出全部</translation>
    </message>
    <message>
        <source>Exports the chosen pushes with the server&apos;s reasons, or all</source>
        <translation>导出所选推送及服务器给出的原因，未选则导出全部</translation>
    </message>
    <message>
        <source>&amp;Drop</source>
        <translation>丢弃(&amp;D)</translation>
    </message>
</context>
<context>
    <name>gatepost::ui::ScratchPage</name>
    <message>
        <source>Paste or drop exposition text here.

It is linted as you type, with the same rules as every push. Nothing is sent.</source>
        <translation>在此粘贴或拖入指标文本。

输入时即按与每次推送相同的规则检查。不会发送任何内容。</translation>
    </message>
    <message>
        <source>Text to lint</source>
        <translation>要检查的文本</translation>
    </message>
</context>
<context>
    <name>gatepost::ui::SettingsDialog</name>
    <message>
        <source>Settings</source>
        <translation>设置</translation>
    </message>
    <message>
        <source>Sections</source>
        <translation>分类</translation>
    </message>
    <message>
        <source>Start when I &amp;log in</source>
        <translation>登录时启动(&amp;L)</translation>
    </message>
    <message>
        <source>%1:</source>
        <translation>%1：</translation>
    </message>
    <message>
        <source>No token is stored.</source>
        <translation>没有保存令牌。</translation>
    </message>
    <message>
        <source>A token is stored, but for %1, and goes nowhere else.</source>
        <translation>已保存令牌，但它属于 %1，不会发往别处。</translation>
    </message>
    <message>
        <source>A token is stored and readable.</source>
        <translation>令牌已保存且可读取。</translation>
    </message>
    <message>
        <source>A token is stored, but the keyring is locked just now.</source>
        <translation>令牌已保存，但密钥环目前处于锁定状态。</translation>
    </message>
    <message>
        <source>The keyring does not answer, or the token file cannot be read. A file only you can read works everywhere.</source>
        <translation>密钥环没有响应，或令牌文件无法读取。只有您能读取的文件在任何地方都可用。</translation>
    </message>
    <message>
        <source>An autostart entry of your own is there; it is left alone.</source>
        <translation>已有您自己的自启动项；它不会被改动。</translation>
    </message>
    <message>
        <source>This desktop does not offer it.</source>
        <translation>此桌面环境不提供该功能。</translation>
    </message>
    <message>
        <source>Set by this computer&apos;s administrator in /etc/gatepost.</source>
        <translation>由本机管理员在 /etc/gatepost 中设定。</translation>
    </message>
    <message>
        <source>Set on the command line for as long as this run lasts.</source>
        <translation>由命令行设定，仅本次运行有效。</translation>
    </message>
    <message>
        <source>Token for the loopback address</source>
        <translation>环回地址的令牌</translation>
    </message>
    <message>
        <source>There is one while it listens</source>
        <translation>监听期间才有令牌</translation>
    </message>
    <message>
        <source>Sho&amp;w</source>
        <translation>显示(&amp;W)</translation>
    </message>
    <message>
        <source>&amp;Copy</source>
        <translation>复制(&amp;C)</translation>
    </message>
    <message>
        <source>Loopback &amp;token:</source>
        <translation>环回令牌(&amp;T)：</translation>
    </message>
    <message>
        <source>For programs whose user the system does not tell, as Authorization: Bearer. It changes with every start.</source>
        <translation>供系统无法告知其用户的程序使用，以 Authorization: Bearer 发送。每次启动都会更换。</translation>
    </message>
    <message>
        <source>Token copied</source>
        <translation>已复制令牌</translation>
    </message>
    <message>
        <source>The settings were changed elsewhere meanwhile. What you have not touched follows; what you have touched is yours.</source>
        <translation>设置已在别处被更改。您未改动的项目随之更新；您改动过的保持不变。</translation>
    </message>
    <message numerus="yes">
        <source>%n request(s) wait, %1 in all.</source>
        <translation>
            <numerusform>%n 个请求在等待，共 %1。</numerusform>
        </translation>
    </message>
    <message>
        <source>What waits is encrypted, and its key cannot be had just now. Unlock the keyring.</source>
        <translation>等待发送的内容已加密，目前无法取得密钥。请解锁密钥环。</translation>
    </message>
    <message>
        <source>It is encrypted on disk.</source>
        <translation>磁盘上的内容已加密。</translation>
    </message>
    <message>
        <source>Listening on %1.</source>
        <translation>正在监听 %1。</translation>
    </message>
    <message>
        <source>Not listening: %1</source>
        <translation>未监听：%1</translation>
    </message>
    <message>
        <source>The key is readable.</source>
        <translation>密钥可以读取。</translation>
    </message>
    <message>
        <source>There is no such file, or no key in it.</source>
        <translation>没有这个文件，或其中没有密钥。</translation>
    </message>
    <message>
        <source>The key is locked: enter its passphrase.</source>
        <translation>密钥已锁定：请输入其密码短语。</translation>
    </message>
    <message>
        <source>The passphrase that is stored does not open the key.</source>
        <translation>保存的密码短语无法打开该密钥。</translation>
    </message>
    <message>
        <source>Passphrase of the certificate&apos;s key</source>
        <translation>证书密钥的密码短语</translation>
    </message>
    <message>
        <source>&amp;Passphrase of the key:</source>
        <translation>密钥的密码短语(&amp;P)：</translation>
    </message>
    <message>
        <source>Kept where the token is. Leave empty to keep the one stored.</source>
        <translation>与令牌存放在同一处。留空则保留已保存的。</translation>
    </message>
</context>
<context>
    <name>gatepost::ui::SnippetBox</name>
    <message>
        <source>Run it and watch it arrive here.</source>
        <translation>运行它，看它到达这里。</translation>
    </message>
    <message>
        <source>3. Push one metric</source>
        <translation>3. 推送一个指标</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>语言</translation>
    </message>
    <message>
        <source>Snippet</source>
        <translation>示例</translation>
    </message>
    <message>
        <source>&amp;Copy</source>
        <translation>复制(&amp;C)</translation>
    </message>
    <message>
        <source>It arrived: %1. See it on the Live page.</source>
        <translation>已到达：%1。请在“实时”页查看。</translation>
    </message>
</context>
<context>
    <name>gatepost::ui::SparkView</name>
    <message>
        <source>Last minutes</source>
        <translation>最近几分钟</translation>
    </message>
    <message>
        <source>No values yet</source>
        <translation>尚无数值</translation>
    </message>
    <message numerus="yes">
        <source>%n value(s), the last %1</source>
        <translation>
            <numerusform>%n 个值，最后一个为 %1</numerusform>
        </translation>
    </message>
    <message>
        <source>Grows with every push</source>
        <translation>随每次推送增长</translation>
    </message>
</context>
<context>
    <name>gatepost::ui::TargetDialog</name>
    <message>
        <source> s</source>
        <translation> 秒</translation>
    </message>
    <message>
        <source>New Scrape Target</source>
        <translation>新建抓取目标</translation>
    </message>
    <message>
        <source>Scrape Target</source>
        <translation>抓取目标</translation>
    </message>
    <message>
        <source>An address of this computer</source>
        <translation>本机地址</translation>
    </message>
    <message>
        <source>A local socket of yours</source>
        <translation>您的本地套接字</translation>
    </message>
    <message>
        <source>The name, unless it is given</source>
        <translation>未填写则使用名称</translation>
    </message>
    <message>
        <source>&amp;Name:</source>
        <translation>名称(&amp;N)：</translation>
    </message>
    <message>
        <source>&amp;Reached by:</source>
        <translation>访问方式(&amp;R)：</translation>
    </message>
    <message>
        <source>&amp;Address:</source>
        <translation>地址(&amp;A)：</translation>
    </message>
    <message>
        <source>&amp;Socket:</source>
        <translation>套接字(&amp;S)：</translation>
    </message>
    <message>
        <source>&amp;Path:</source>
        <translation>路径(&amp;P)：</translation>
    </message>
    <message>
        <source>&amp;Every:</source>
        <translation>间隔(&amp;E)：</translation>
    </message>
    <message>
        <source>&amp;Wait at most:</source>
        <translation>最长等待(&amp;W)：</translation>
    </message>
    <message>
        <source>&amp;Job:</source>
        <translation>作业(&amp;J)：</translation>
    </message>
    <message>
        <source>An address is missing.</source>
        <translation>缺少地址。</translation>
    </message>
    <message>
        <source>Another target has this name.</source>
        <translation>已有同名目标。</translation>
    </message>
</context>
<context>
    <name>gatepost::ui::TargetsEditor</name>
    <message>
        <source>Scrape targets</source>
        <translation>抓取目标</translation>
    </message>
    <message>
        <source>&amp;Add…</source>
        <translation>添加(&amp;A)…</translation>
    </message>
    <message>
        <source>C&amp;hange…</source>
        <translation>更改(&amp;H)…</translation>
    </message>
    <message>
        <source>&amp;Remove</source>
        <translation>移除(&amp;R)</translation>
    </message>
    <message>
        <source>No targets</source>
        <translation>没有目标</translation>
    </message>
    <message>
        <source>Add one for a program that offers its metrics at an address of this computer or on a local socket.</source>
        <translation>为在本机地址或本地套接字上提供指标的程序添加一个目标。</translation>
    </message>
</context>
<context>
    <name>gatepost::ui::TargetsModel</name>
    <message>
        <source>from OK on</source>
        <translation>确定后生效</translation>
    </message>
    <message>
        <source>answers</source>
        <translation>有应答</translation>
    </message>
    <message>
        <source>not asked yet</source>
        <translation>尚未抓取</translation>
    </message>
    <message numerus="yes">
        <source>%n s</source>
        <comment>seconds</comment>
        <translation>
            <numerusform>%n 秒</numerusform>
        </translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Asked at</source>
        <translation>抓取地址</translation>
    </message>
    <message>
        <source>Every</source>
        <translation>间隔</translation>
    </message>
    <message>
        <source>Job</source>
        <translation>作业</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>A name has 1 to 64 letters a to z, digits, and _ - .</source>
        <translation>名称由 1 至 64 个字母 a 到 z、数字及 _ - . 组成</translation>
    </message>
    <message>
        <source>The address begins with http:// and names this computer itself, such as http://127.0.0.1:8000/metrics.</source>
        <translation>地址须以 http:// 开头并指向本机，例如 http://127.0.0.1:8000/metrics。</translation>
    </message>
    <message>
        <source>The socket&apos;s path must begin with a slash.</source>
        <translation>套接字路径必须以斜杠开头。</translation>
    </message>
    <message>
        <source>The path must begin with a slash.</source>
        <translation>路径必须以斜杠开头。</translation>
    </message>
    <message>
        <source>It cannot be waited for longer than until it is asked again.</source>
        <translation>等待时间不能超过抓取间隔。</translation>
    </message>
</context>
<context>
    <name>gatepost::ui::TextDialog</name>
    <message>
        <source>&amp;Copy</source>
        <translation>复制(&amp;C)</translation>
    </message>
</context>
<context>
    <name>gatepost::ui::TextPage</name>
    <message>
        <source>Exposition text</source>
        <translation>指标文本</translation>
    </message>
    <message>
        <source>Group</source>
        <translation>组</translation>
    </message>
    <message>
        <source>&amp;Group:</source>
        <translation>组(&amp;G)：</translation>
    </message>
    <message>
        <source>No text yet</source>
        <translation>尚无文本</translation>
    </message>
    <message>
        <source>As soon as a program pushes, its text stands here as it will leave, with every problem underlined.</source>
        <translation>程序一旦推送，其文本就会按发送的样子显示在这里，每个问题都带下划线。</translation>
    </message>
    <message numerus="yes">
        <source>%1 (%n problem(s))</source>
        <translation>
            <numerusform>%1（%n 个问题）</numerusform>
        </translation>
    </message>
    <message>
        <source># … the rest is not shown here; it is sent all the same</source>
        <translation># … 其余部分不在此显示，但照常发送</translation>
    </message>
</context>
<context>
    <name>gatepost::ui::Tray</name>
    <message>
        <source>&amp;Open Gatepost</source>
        <translation>打开 Gatepost(&amp;O)</translation>
    </message>
    <message>
        <source>&amp;Pause Sending</source>
        <translation>暂停发送(&amp;P)</translation>
    </message>
    <message>
        <source>&amp;Resume Sending</source>
        <translation>继续发送(&amp;R)</translation>
    </message>
    <message>
        <source>Send &amp;Now</source>
        <translation>立即发送(&amp;N)</translation>
    </message>
    <message>
        <source>&amp;Copy Socket Path</source>
        <translation>复制套接字路径(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;Settings…</source>
        <translation>设置(&amp;S)…</translation>
    </message>
    <message>
        <source>&amp;Diagnostics…</source>
        <translation>诊断(&amp;D)…</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>退出(&amp;Q)</translation>
    </message>
</context>
<context>
    <name>gatepost::ui::VerdictBar</name>
    <message>
        <source>What the server will say</source>
        <translation>服务器会怎么说</translation>
    </message>
</context>
<context>
    <name>gatepost::ui::WelcomePage</name>
    <message>
        <source>&amp;Test</source>
        <translation>测试(&amp;T)</translation>
    </message>
    <message>
        <source>Save and &amp;Go On</source>
        <translation>保存并继续(&amp;G)</translation>
    </message>
    <message>
        <source>Start when I &amp;log in</source>
        <translation>登录时启动(&amp;L)</translation>
    </message>
    <message>
        <source>&amp;Notify me when the token is refused or pushes are lost</source>
        <translation>令牌被拒绝或推送丢失时通知我(&amp;N)</translation>
    </message>
    <message>
        <source>Welcome to Gatepost</source>
        <translation>欢迎使用 Gatepost</translation>
    </message>
    <message>
        <source>Programs on this computer push their metrics here; Gatepost checks them, keeps them while the network is away, and carries them to your server.</source>
        <translation>本机上的程序把指标推送到这里；Gatepost 检查它们，在没有网络时保留它们，并把它们送到您的服务器。</translation>
    </message>
    <message>
        <source>Not No&amp;w</source>
        <translation>以后再说(&amp;W)</translation>
    </message>
    <message>
        <source>Asking %1…</source>
        <translation>正在询问 %1…</translation>
    </message>
    <message>
        <source>1. Where to send</source>
        <translation>1. 发送到哪里</translation>
    </message>
    <message>
        <source>Address of the proxy</source>
        <translation>代理的地址</translation>
    </message>
    <message>
        <source>Token</source>
        <translation>令牌</translation>
    </message>
    <message>
        <source>&amp;Address:</source>
        <translation>地址(&amp;A)：</translation>
    </message>
    <message>
        <source>To&amp;ken:</source>
        <translation>令牌(&amp;K)：</translation>
    </message>
    <message>
        <source>2. Two choices</source>
        <translation>2. 两个选择</translation>
    </message>
    <message>
        <source>A token is stored; leave empty to keep it</source>
        <translation>已保存令牌；留空则保留</translation>
    </message>
    <message>
        <source>As your administrator gave it to you</source>
        <translation>由您的管理员提供</translation>
    </message>
    <message>
        <source>Read from a file that was named elsewhere</source>
        <translation>从别处指定的文件中读取</translation>
    </message>
    <message>
        <source>A link asks to send this computer&apos;s metrics to %1. Nothing has been sent or changed yet. Go on only if you know and trust this server.</source>
        <translation>一个链接请求把本机的指标发送到 %1。尚未发送或更改任何内容。只有在您了解并信任该服务器时才继续。</translation>
    </message>
    <message>
        <source>It would replace %1.</source>
        <translation>它将取代 %1。</translation>
    </message>
    <message>
        <source>None is needed: the invite becomes one</source>
        <translation>无需填写：邀请会换成令牌</translation>
    </message>
    <message>
        <source>Asking %1 for a token…</source>
        <translation>正在向 %1 请求令牌…</translation>
    </message>
    <message>
        <source>It brings an invite, which the server turns into a token for this computer when you save. An invite works once.</source>
        <translation>链接带有邀请，保存时服务器会将它换成这台计算机的令牌。每个邀请只能使用一次。</translation>
    </message>
</context>
</TS>
