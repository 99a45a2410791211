"""What the search knows of languages: words that say little, kanji spellings, variants of one Han character."""

from __future__ import annotations

_JAPANESE = """
どうする どうすれば どうしたら どうしよう どうやって どうやる どうしたい やり方 やりかた 仕方 しかた 方法
ほうほう したい したら しました してしまった してしまいました ください 下さい 教えて おしえて 知りたい しりたい
わからない 分からない について とは 手続き 手続 てつづき 届け出 場合 いいですか ですか ますか ました ません です
ます という ところ どこで どこに どこ いつまで いつ なに 何を 私の わたしの 先週 来週 今週 先月 来月 今月 昨日
きのう 今日 きょう 明日 あした 去年 今年 来年 んですが のですが ですけど でしょうか と言われた といわれた ときは
必要
"""

QUIET: dict[str, str] = {
    "ja": _JAPANESE,
    "ja-simple": _JAPANESE,
    "en": """
        a an and any are as at be been by can could did do does for from get got had has have help how i if in
        into is it its just me my need of on or our please should so some that the their them there they this to
        want was we what when where which who why will with would you your am about after im ive whats dont cant
        last next week month year today yesterday tomorrow now already still but then also very he she his her
        someone something wanna gonna didnt doesnt isnt much many
    """,
    "zh-Hans": """
        怎么办 怎么做 怎么 如何 怎样 办理 手续 我的 我 想要 想 请问 可以 需要 什么 哪里 在哪 了 的 吗 呢 上个月
        下个月 这个月 上周 下周 上星期 下星期 昨天 今天 明天 去年 今年 明年 现在 已经 刚刚 有没有 是不是 能不能
        我们 我家 一下 应该 谢谢 您 你 什么时候 怎么弄 那种 有人说 要去
    """,
    "zh-Hant": """
        怎麼辦 怎麼做 怎麼 如何 怎樣 辦理 手續 我的 我 想要 想 請問 可以 需要 什麼 哪裡 在哪 了 的 嗎 呢 上個月
        下個月 這個月 上週 下週 上禮拜 下禮拜 昨天 今天 明天 去年 今年 明年 現在 已經 剛剛 有沒有 是不是 能不能
        我們 我家 一下 應該 謝謝 您 你 什麼時候 怎麼弄 那種 有人說 要去 該去
    """,
    "ko": """
        어떻게 해야 하나요 하는 방법 하고 싶어요 싶습니다 해요 합니까 했어요 했을 하는법 절차 어디서 어디 언제
        무엇 제가 저는 어떡하죠 어떡해 해야하나요 되나요 인가요 나요 지난주 지난달 다음주 다음달 다음 이번달
        이번주 어제 오늘 내일 작년 올해 지금 벌써 아직 우리 저희 는데요 는데 려고요 려면 라면서 때문에 주세요
        할까요 있나요 인데
    """,
    "vi": """
        tôi bị làm sao như thế nào thì phải cần muốn ở cho của và là có không được gì đâu khi cách để một các
        những với xin hỏi thủ tục em mình tháng tuần năm nay hôm trước sau này đã sẽ vừa ạ ai nếu nên lúc vẫn
        cũng rất giờ nhà
    """,
    "pt-BR": """
        a o as os um uma de do da dos das em no na nos nas e é como onde quando que eu meu minha meus minhas
        preciso quero fazer faço para por com se ao à ou qual quais posso devo ser estar foi fui tenho me semana
        mês ano passado passada vem hoje ontem amanhã já agora aqui isso isto esse essa este esta mas muito mais
        nós nosso nossa tem pro pra você vc vou estou era só cada
    """,
    "fil": """
        ang ng sa na mga ko ako akin aking ay at paano saan kailan ano para kung po ba mo nang may si ni kay ito
        yung gusto kailangan gawin dapat pag kapag ho namin natin kami tayo the how to of i my a an in is for
        nung noong isang linggo buwan taon ngayon kahapon next last month week lang din daw raw opo pwede puwede
        kasi pero yun iyon niya siya sila naman
    """,
    "ne": """
        मेरो म मलाई कसरी गर्ने गर्नु के छ हो को मा ले लाई बाट र पनि कहाँ कहिले गर्न पर्छ चाहन्छु भयो भए भएमा
        हुन्छ गर्नुपर्छ थियो हुने एउटा मैले हाम्रो गत हप्ता महिना वर्ष आज हिजो भोलि यो त्यो अहिले भने भनेर लागि
        चाहियो हजुर छु छन् छैन थिएँ हुँ हुन् ko lai ma cha xa ho kasari kaha kahile malai mero garne man
    """,
    "id": """
        saya aku cara bagaimana gimana di ke dari yang dan untuk dengan apa mana kapan ini itu ada mau ingin
        harus bisa tidak jika kalau atau pada adalah akan sudah telah nya kami kita mengurus apakah minggu bulan
        tahun lalu depan kemarin besok hari sekarang masih juga buat perlu gmn kalo udah lagi aja saja ya tiap
        yg
    """,
    "my": """
        ဘယ်လိုလုပ်ရမလဲ ဘယ်လို လုပ်ရမလဲ လုပ်နည်း ဘာလုပ်ရမလဲ ဘာလုပ်ရမယ် ဘယ်မှာ ဘယ်တော့ ကျွန်တော် ကျွန်မ ချင်တယ်
        ချင်ပါတယ် ပါတယ် ပါသည် ရမလဲ ပြီးခဲ့တဲ့ လာမယ့် နောက်လ ဒီလ မနေ့က ဒီနေ့ မနက်ဖြန် အတွက် ကျမ ချင်လို့ သိချင်
        လိုတယ် ရမလား ခဲ့တယ် သွားတယ် သွားပြီ သွားလို့ တယ်လို့ ပါသလဲ
    """,
    "es": """
        el la los las un una de del al en y o es como cómo dónde donde cuándo cuando que qué yo mi mis me se
        necesito quiero hacer hago para por con si a lo su está ser debo puedo tengo he ha fue semana mes año
        pasado pasada próximo próxima viene hoy ayer mañana ya aquí acá ahora este esta esto eso pero muy más le
        les nos nuestro nuestra tiene hay sigo cada
    """,
    "ur": """
        میں میرا میری میرے کیا کیسے کہاں کب ہے ہیں کا کی کے کو سے پر اور نے تو ہو گیا گئی گئے کرنا کریں کرنے
        ہوگا چاہیے طریقہ مجھے اپنا اپنی یہ وہ تھا چاہتا ہوں لیے ہم پچھلے اگلے ہفتے مہینے سال آج کل ابھی اب وہاں
        ہوئے ہوئی ہوا رہا رہی رہے تھے تھی بھی تک ہمارے ہمارا ہماری آپ کوئی کچھ کس mera meri mujhe kaise kahan
        kab hai hain ka ki ke ko se par aur ne ho gaya gayi karna kya kis
    """,
}
"""Per locale, words that say little about what is sought, parted by spaces."""

_SPELLINGS = """
子供=こども 小供=こども 小人=こども 赤坊=あかんぼう 亡く=なく 無く=なく 失く=なく 無い=ない 無し=なし
亡なっ=なくなっ 死ん=しん 産ま=うま 生ま=うま 産ん=うん 生ん=うん 貰=もら 頂=いただ 戴=いただ 塵=ごみ
芥=ごみ 護美=ごみ 判子=はんこ 騙=だま 欺=だま 詐偽=さぎ 怪しい=あやしい 嘘=うそ 噓=うそ 釦=ぼたん 鈕=ぼたん
点か=つか 付か=つか 着か=つか 点け=つけ 付け=つけ 消え=きえ 消し=けし 押し=おし 入ら=はいら 切れ=きれ
壊=こわ 毀=こわ 捨て=すて 棄て=すて 出し=だし 出す=だす 受取=うけと 受け取=うけと 貰え=もらえ 忘れ=わすれ
落と=おと 落し=おと 盗ま=ぬすま 失っ=うしなっ 引越=ひっこ 引っ越=ひっこ 引っこ=ひっこ 移る=うつる
移っ=うつっ 越して=こして 住む=すむ 住み=すみ 住ん=すん 離れ=はなれ 辞め=やめ 止め=やめ 始め=はじめ
初め=はじめ 作る=つくる 作り=つくり 創る=つくる 造る=つくる 取る=とる 撮る=とる 採る=とる 読む=よむ
読み=よみ 読め=よめ 書く=かく 書き=かき 写し=うつし 貼=は 届け=とどけ 届=とどけ 御=ご 暮らし=くらし 家=いえ
電話=でんわ 携帯=けいたい 画面=がめん 病院=びょういん 医者=いしゃ 薬=くすり 葬式=そうしき 葬儀=そうぎ
夫=おっと 妻=つま 父=ちち 母=はは 祖父=そふ 祖母=そぼ 名前=なまえ 住所=じゅうしょ 世帯=せたい 手当=てあて
証明=しょうめい 保険=ほけん 国保=こくほ 健康=けんこう 国民=こくみん 住民票=じゅうみんひょう 戸籍=こせき
印鑑=いんかん 電源=でんげん 更新=こうしん 再発行=さいはっこう 紛失=ふんしつ 期限=きげん 粗大=そだい
分別=ぶんべつ 収集=しゅうしゅう 回収=かいしゅう 燃え=もえ 燃や=もや 資源=しげん 転入=てんにゅう
転出=てんしゅつ 転居=てんきょ 出生=しゅっしょう 出産=しゅっさん 死亡=しぼう 児童=じどう 申請=しんせい
交付=こうふ 詐欺=さぎ 警告=けいこく 偽物=にせもの 偽=にせ
barcode=バーコード battery=バッテリー button=ボタン camera=カメラ card=カード code=コード internet=インターネット
mail=メール microsoft=マイクロソフト my=マイ mynumber=マイナンバー mynumbercard=マイナンバーカード number=ナンバー
phone=フォン power=パワー qrcode=キューアールコード scan=スキャン security=セキュリティ smartphone=スマートフォン
support=サポート virus=ウイルス volume=音量
"""
SPELLINGS: dict[str, str] = dict(pair.split("=") for pair in _SPELLINGS.split())
"""Kanji and Latin spellings of words that guides may well write in kana, with that kana."""

HAN_VARIANTS = """
转轉転 迁遷 户戶戸 证證証 险險険 医醫 儿兒児 国國 亲親 办辦 电電 话話 机機 开開 关關関 骗騙 诈詐 号號 码碼
读讀読 写寫 图圖図 书書 领領 费費 钱錢 银銀 养養 妈媽 婴嬰 产產産 丧喪 报報 届屆 过過 处處処 区區 县縣県
乡鄉郷 镇鎮 条條 状狀 单單単 补補 发發発 换換 续續続 迟遲 旧舊 废廢廃 弃棄 类類 资資 环環 烧燒焼 收収 积積
纸紙 张張 门門 问問 间間 时時 网網 络絡 讯訊 诉訴 线線 钮鈕 键鍵 屏螢 灭滅 锁鎖 声聲 响響 动動 马馬 岁歲歳
龄齡齢 学學 园園 会會 员員 务務 劳勞労 伤傷 药藥薬 护護 疗療 应應応 当當 现現 实實実 际際 认認 识識 记記
录錄録 设設 计計 请請 谁誰 议議 语語 说說説 译譯訳 变變変 东東 车車 军軍 长長 贴貼 质質 购購 买買 卖賣売
贷貸 账帳帐 归歸帰 离離 结結 级級 终終 绍紹 经經経 给給 统統 绝絕絶 继繼継 维維 编編 缘緣縁 圆圓円 团團団
师師 带帶帯 库庫 广廣広 庆慶 异異 弹彈弾 径徑 总總総 恶惡悪 惊驚 战戰戦 择擇択 担擔 据據拠 损損 摇搖揺 数數
断斷 显顯顕 晓曉暁 术術 权權権 来來 杂雜雑 极極 标標 样樣様 桥橋 检檢検 楼樓 气氣気 没沒 济濟済 测測 满滿満
灵靈霊 点點 热熱 爱愛 独獨 画畫 确確 礼禮 种種 称稱 税稅 简簡 签簽 粮糧 红紅 约約 细細 织織 义義 习習 联聯
职職 脑腦脳 脸臉 与與 举舉挙 节節 苏蘇 虚虛 装裝 见見 规規 视視 觉覺覚 观觀観 触觸 讲講 评評 词詞 试試 诊診
课課 调調 谈談 负負 财財 责責 败敗 货貨 贵貴 贺賀 赔賠 赶趕 践踐 轻輕軽 载載 输輸 边邊辺 达達 运運 还還 进進
远遠 违違 连連 选選 递遞逓 释釋釈 里裡裏 针針 钟鐘 错錯 阳陽 阴陰 阶階 陆陸 随隨 难難 静靜 页頁 项項 须須
顾顧 预預 题題 额額 风風 饭飯 饮飲 馆館 验驗験 体體 麦麥 黄黃 齐齊斉 台臺 丢丟 两兩両 双雙 块塊 坏壞壊 备備
复復 头頭 夹夾 妇婦 孙孫 宁寧 宝寶 审審 宽寬 寿壽 将將 尔爾 尽盡 层層 属屬 岛島 币幣 干乾 并並 从從従 仅僅
仓倉 价價価 众眾衆 优優 伞傘 传傳伝 余餘 佣傭 侧側 偿償 内內 农農 冲沖 决決 净淨浄 减減 则則 创創 删刪 别別
制製 剂劑剤 势勢 华華 协協 厂廠 历歷歴曆暦 压壓圧 厅廳庁 参參 叶葉 吗嗎 听聽聴 启啟啓 唤喚
"""
"""Forms of one Han character (simplified, traditional, Japanese), group by group; the first stands for all."""
